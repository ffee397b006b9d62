/** The colour of a claim's verdict; its words always stand beside it. */
export const verdictOutcomes = {
  wrong: 'failed',
  'out of date': 'failed',
  'partly right': 'unknowable',
  right: 'passed',
} as const;
