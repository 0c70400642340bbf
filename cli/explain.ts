/** What an operator can do about an error that is not ours, in one line; for one that should not be, where it arose. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'CredentialsProviderError') {
    return 'There are no AWS credentials here: sign in (aws sso login, or AWS_PROFILE), then try again.';
  }
  if (error.message.includes('Region is missing')) return 'No region is set: set AWS_REGION, then try again.';
  if (/ECONNREFUSED|ENOTFOUND|EHOSTUNREACH/.test(codeOf(error))) {
    return `AWS cannot be reached (${codeOf(error)}). Check the network, and AWS_ENDPOINT_URL if it is set.`;
  }
  // Errors that a service has answered with say all there is to say; anything else is a fault of this command.
  return '$metadata' in error ? `${error.name}: ${error.message}` : (error.stack ?? error.message);
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.message);
