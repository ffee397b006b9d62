import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { readChecked } from '../diagnosis/check.ts';
import { keepKnowledge, keptKnowledge } from '../knowledge/kept.ts';

/**
 * Stops the build, before anything is rendered, with a sentence about each thing in `content/` that is wrong. The development server only
 * prints them: a page should be seen while it is written. Builds that follow one another in a process share one reading.
 */
export function checkedContent(): AstroIntegration {
  return {
    name: 'not101:checked-content',
    hooks: {
      'astro:config:setup': ({ config, command, logger }) => {
        if (keptKnowledge()) return;
        try {
          const knowledge = readChecked(fileURLToPath(config.root));
          if (command === 'build') keepKnowledge(knowledge);
        } catch (error) {
          if (command !== 'dev') throw error;
          logger.warn(error instanceof Error ? error.message : String(error));
        }
      },
    },
  };
}
