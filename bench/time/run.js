#!/usr/bin/env node
// Runs a TypeScript benchmark of this folder on Node 20: node bench/time/run.js report|smoothing|…
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const name = process.argv[2] ?? 'report';
const here = dirname(fileURLToPath(import.meta.url));
const { module } = await runnerImport(join(here, `${name}.ts`), { logLevel: 'error' });
await module.main(process.argv.slice(3));
