/** The three browsers, which all observations of a run share. */
import { messageOf } from '../jobs.ts';
import type { Browsers } from '../look.ts';
import { startChromium } from './chromium.ts';
import { startFirefox } from './firefox.ts';
import { startWebkit } from './webkit.ts';

/**
 * Starts the browsers side by side.
 * @param isRecording whether what they see becomes evidence, which the whole Chromium gives
 * @throws {Error} with a sentence for each that did not start
 */
export async function startBrowsers(isRecording = false): Promise<Browsers> {
  const starts = await Promise.allSettled([startChromium(isRecording), startFirefox(), startWebkit()]);
  const [chromium, firefox, webkit] = starts;
  if (chromium.status === 'fulfilled' && firefox.status === 'fulfilled' && webkit.status === 'fulfilled')
    return { chromium: chromium.value, firefox: firefox.value, webkit: webkit.value };
  const failures = starts.flatMap((start) => (start.status === 'rejected' ? [messageOf(start.reason)] : []));
  throw new Error(failures.join(' '));
}
