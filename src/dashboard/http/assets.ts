import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { packageRoot } from '../../core/package-root.js';

const vendor: Readonly<Record<string, string>> = {
  'htmx.js': 'node_modules/htmx.org/dist/htmx.min.js',
  'hx-sse.js': 'node_modules/htmx.org/dist/ext/hx-sse.min.js',
  'uplot.js': 'node_modules/uplot/dist/uPlot.iife.min.js',
  'uplot.css': 'node_modules/uplot/dist/uPlot.min.css',
  'icons.svg': 'public/icons.svg',
  'favicon.svg': 'public/favicon.svg',
};

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

interface Asset {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly gzipped: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  readonly type: string;
}

const namePattern = /^[a-z0-9][a-z0-9-]{0,40}\.(js|css|svg)$/;

function fileOf(name: string, root: string): string | null {
  if (Object.hasOwn(vendor, name)) return join(root, vendor[name] as string);
  if (!namePattern.test(name)) return null;
  if (name.endsWith('.css')) return join(root, 'public/styles', name);
  if (name.endsWith('.js')) return join(root, 'dist/dashboard/assets', name);
  return null;
}

/** Styles, scripts and drawings, all from the package; read once, when first asked for. */
export class Assets {
  readonly #root = packageRoot();
  readonly #loaded = new Map<string, Asset>();

  /** Address with the content's hash, so that browsers may keep it for good. */
  url(name: string): string {
    const asset = this.find(name);
    return asset ? `/assets/${name}?v=${asset.etag.slice(1, 13)}` : `/assets/${name}`;
  }

  /** Null for a name outside the package's own files. */
  find(name: string): Asset | null {
    const known = this.#loaded.get(name);
    if (known) return known;
    const file = fileOf(name, this.#root);
    if (!file || !existsSync(file)) return null;
    const body = new Uint8Array(readFileSync(file));
    const digest = createHash('sha256').update(body).digest('hex');
    const asset = {
      body,
      gzipped: new Uint8Array(gzipSync(body)),
      etag: `"${digest.slice(0, 32)}"`,
      type: types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    };
    this.#loaded.set(name, asset);
    return asset;
  }
}

/** GET /assets/:name with ETag, gzip, and a year of caching for the hashed address. */
export function assetRoutes(assets: Assets): Hono {
  return new Hono().get('/assets/:name', (c) => {
    const asset = assets.find(c.req.param('name'));
    if (!asset) return c.notFound();
    const hashed = c.req.query('v') === asset.etag.slice(1, 13);
    c.header('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    c.header('ETag', asset.etag);
    c.header('Vary', 'Accept-Encoding');
    if (c.req.header('if-none-match')?.includes(asset.etag)) return c.body(null, 304);
    c.header('Content-Type', asset.type);
    if (/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) {
      c.header('Content-Encoding', 'gzip');
      return c.body(asset.gzipped);
    }
    return c.body(asset.body);
  });
}
