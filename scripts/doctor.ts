/** Runs the doctor from the sources: `npm run doctor -- wss://app.example/ws`. */
import { fileURLToPath } from 'node:url';
import { doctorParts } from '../src/build/doctor.ts';
import { main } from '../src/doctor/main.ts';
import { readKnowledge } from '../src/knowledge/read.ts';

const knowledge = readKnowledge(fileURLToPath(new URL('..', import.meta.url)));
const site = new URL(process.env['NOT101_SITE'] ?? 'http://localhost:4321/');
process.exitCode = await main(
  process.argv.slice(2),
  doctorParts(knowledge, site, new Date().toISOString().slice(0, 10)).knowledge,
);
