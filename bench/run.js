#!/usr/bin/env node
// Runs a TypeScript benchmark of this folder on Node 20: node bench/run.js crop-framing|detector-recall|…
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const { module } = await runnerImport(join(here, `${process.argv[2]}.ts`), { logLevel: 'error' });
await module.main(process.argv.slice(3));
