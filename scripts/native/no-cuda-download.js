#!/usr/bin/env node
// Runs before the install scripts of the packages (npm runs every `preinstall` first). That of
// onnxruntime-node downloads CUDA libraries of several hundred MB on x64 from a host that is no npm
// registry, and fails the installation where it is not reached. Nothing here uses them, and it asks
// first whether the files are there. Whoever wants them says so by its own variable.
import { closeSync, existsSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const DOWNLOADED = ['providers_cuda', 'providers_shared', 'providers_tensorrt'];

function folderOfLibraries() {
  try {
    const manifest = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
    return join(dirname(manifest), `bin/napi-v6/${process.platform}/${process.arch}`);
  } catch {
    return ''; // Not unpacked yet: then the checkout's .npmrc says it.
  }
}

const folder = folderOfLibraries();
if (process.env.ONNXRUNTIME_NODE_INSTALL === undefined && existsSync(folder)) {
  for (const name of DOWNLOADED)
    closeSync(openSync(join(folder, `libonnxruntime_${name}.so`), 'a'));
}
