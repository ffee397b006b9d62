import type { APIRoute } from 'astro';
import { z } from 'astro/zod';
import { reportSchema } from '../../probe/report-schema.ts';

/** The shape of the live test's report, as JSON Schema. */
export const GET: APIRoute = () => Response.json(z.toJSONSchema(reportSchema));
