import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { DashboardDeps } from '../dashboard-deps.js';
import { ConnectionLimiter } from '../http/connection-limiter.js';
import { streamAnswer } from '../http/latest-value-stream.js';

const PLACES = { total: 20, perAddress: 4 };
const PREVIEW_INTERVAL_MS = 100;
const IDLE_MS = 5000;

const encoder = new TextEncoder();

/** One part of a multipart answer: headers, picture, end of line. */
function partOf(jpeg: Uint8Array): Uint8Array {
  const head = encoder.encode(
    `--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`,
  );
  const part = new Uint8Array(head.length + jpeg.length + 2);
  part.set(head, 0);
  part.set(jpeg, head.length);
  part.set([13, 10], head.length + jpeg.length);
  return part;
}

/** `/preview.mjpeg` and `/preview.jpeg`: only where the operator has turned the video on. */
export function previewRoutes(deps: DashboardDeps): Hono {
  const { live, settings, clock } = deps;
  const slots = new ConnectionLimiter(PLACES);
  const isOn = () => settings.preview === 'video';
  const requireOn = () => {
    if (!isOn()) throw new HTTPException(404);
  };
  return new Hono()
    .get('/preview.jpeg', (c) => {
      requireOn();
      const picture = live.latestPreview();
      if (!picture) throw new HTTPException(503);
      return c.body(new Uint8Array(picture.jpeg), 200, {
        'Content-Type': 'image/jpeg',
        'Cache-Control': 'no-store',
      });
    })
    .get('/preview.mjpeg', (c) => {
      requireOn();
      const newest = () => {
        const picture = live.latestPreview();
        return picture ? partOf(picture.jpeg) : encoder.encode('\r\n');
      };
      return streamAnswer(c, {
        slots,
        headers: {
          'Content-Type': 'multipart/x-mixed-replace; boundary=frame',
          'Cache-Control': 'no-store, no-transform',
          'Transfer-Encoding': 'chunked',
        },
        subscribe: (wake) => live.onPreview(wake),
        render: newest,
        idle: newest,
        idleMs: IDLE_MS,
        minIntervalMs: () => PREVIEW_INTERVAL_MS,
        mayGoOn: isOn,
        clock,
      });
    });
}
