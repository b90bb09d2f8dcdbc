#!/usr/bin/env node
// Runs a TypeScript benchmark of this folder on Node 20, with imports at run time (models, engines):
// node bench/run.js frame-cost|still-recall|films-found|time/report|peers/compare|… [its arguments]
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const server = await createServer({
  appType: 'custom',
  configFile: false,
  logLevel: 'error',
  optimizeDeps: { noDiscovery: true },
  root: join(here, '..'),
  server: { middlewareMode: true, hmr: false, watch: null, ws: false },
});
try {
  const module = await server.ssrLoadModule(join(here, `${process.argv[2]}.ts`));
  await module.main(process.argv.slice(3));
} finally {
  await server.close();
}
