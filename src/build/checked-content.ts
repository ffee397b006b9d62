import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { checkDiagnosis } from '../diagnosis/check.ts';
import { readKnowledge } from '../knowledge/read.ts';

/** Stops the build, before anything is rendered, with one sentence about the first thing in `content/` that is wrong. */
export function checkedContent(): AstroIntegration {
  return {
    name: 'not101:checked-content',
    hooks: {
      'astro:config:setup': ({ config }) => {
        checkDiagnosis(readKnowledge(fileURLToPath(config.root)));
      },
    },
  };
}
