/** The doctor as one file; `src/build/doctor.ts` makes it. */
declare module 'virtual:doctor-file' {
  /** The whole file. */
  export const text: string;
  /** Its SHA-256, in hexadecimal. */
  export const sha256: string;
}
