import type { APIRoute } from 'astro';
import { text } from 'virtual:doctor-file';

/** The doctor, as a reader downloads it. */
export const GET: APIRoute = () =>
  new Response(text, { headers: { 'Content-Type': 'text/javascript; charset=utf-8' } });
