import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { checkDiagnosis } from '../diagnosis/check.ts';
import { readKnowledge } from '../knowledge/read.ts';

/**
 * Stops the build, before anything is rendered, with one sentence about the first thing in `content/` that is wrong. The development server only
 * prints it: a page should be seen while it is written.
 */
export function checkedContent(): AstroIntegration {
  return {
    name: 'not101:checked-content',
    hooks: {
      'astro:config:setup': ({ config, command, logger }) => {
        try {
          checkDiagnosis(readKnowledge(fileURLToPath(config.root)));
        } catch (error) {
          if (command !== 'dev') throw error;
          logger.warn(error instanceof Error ? error.message : String(error));
        }
      },
    },
  };
}
