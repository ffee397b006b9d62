/** Whether a measured number of seconds may be a limit of so many: within 3 %, or a second and a half. */
export function isMatchingLimit(limit: number, seconds: number): boolean {
  return Math.abs(limit - seconds) <= Math.max(1.5, seconds * 0.03);
}
