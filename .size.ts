import { gzipSync } from 'node:zlib';
import { doctorFile, doctorParts } from './src/build/doctor.ts';
const parts = await (doctorParts as any)({ version: '0.1.0, 2026-11-28', site: 'https://not101.example/' });
const t = await (doctorFile as any)(parts);
console.log('doctor', (gzipSync(t, { level: 9 }).length / 1024).toFixed(2));
