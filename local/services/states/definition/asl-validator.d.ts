declare module 'asl-validator' {
  /** @param definition written into: every state gets its QueryLanguage. */
  export default function validate(definition: unknown): {
    readonly isValid: boolean;
    readonly errors: ReadonlyArray<{ readonly 'Error code'?: string; readonly Message?: string }>;
  };
}
