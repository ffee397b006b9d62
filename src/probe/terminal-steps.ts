/** The steps that only a terminal can take, in the order in which the doctor takes them. */
export const terminalSteps = [
  'Address',
  'Proxy variables',
  'DNS',
  'TCP',
  'Tunnel',
  'TLS',
  'SNI',
  'Handshake',
  'Plain request',
  // Only in reports of a doctor that was made before 28 November 2026.
  'Origin',
  'Variations',
  'Redirect',
  'Past the proxy',
  'Spelling',
  'Session',
  'HTTP/2',
  'Protocol',
  'Binary',
  'Ping',
  'Frames',
  'Heartbeat by ping',
  'Log',
] as const;
export type TerminalStep = (typeof terminalSteps)[number];

/** How such a step can end. */
export const terminalOutcomes = ['passed', 'failed', 'skipped', 'could not run'] as const;
export type TerminalOutcome = (typeof terminalOutcomes)[number];
