// The SDK warns about Node 20 on every start. Which Node runs is the user's choice, and the package's engines field
// states what is supported, so the warning stays off the user's screen. Import this before any client.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
