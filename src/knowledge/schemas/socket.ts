import { z } from 'astro/zod';

/** The browser engines that look at every case, by the names that the evidence gives them. */
export const engines = ['chromium', 'firefox', 'webkit'] as const;

/** What becomes of the socket: held for the whole observation, dropped or closed during it, or never open. */
export const socketSchema = z.enum(['never opens', 'held', 'dropped', 'closed']);

export type Engine = (typeof engines)[number];
