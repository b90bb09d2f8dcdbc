import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/**
 * Everything comes from the box itself and nothing is inline. The Referrer-Policy is
 * `same-origin` because `no-referrer` would turn the Origin of our own forms into "null".
 * Isolation headers are left out: browsers ignore them, loudly, on plain HTTP.
 */
function headersFor(frameAncestors: readonly string[]) {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: frameAncestors.length === 0 ? ["'none'"] : [...frameAncestors],
    },
    permissionsPolicy: {
      camera: [],
      microphone: [],
      geolocation: [],
      payment: [],
      usb: [],
    },
    referrerPolicy: 'same-origin',
    // Older than frame-ancestors, and knows no list.
    xFrameOptions: frameAncestors.length === 0 ? 'DENY' : false,
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  });
}

/** Open to all and without anything to press: what another page may show in a frame. */
const EMBEDDABLE: ReadonlySet<string> = new Set(['/kiosk', '/notice']);

/** The components that the style page shows in frames. */
const STYLE_SAMPLE = '/style/components';

/** @param embedOrigins of the pages that may show the kiosk page in a frame */
export function securityHeaders(embedOrigins: readonly string[]): MiddlewareHandler {
  const strict = headersFor([]);
  // Pages of our own show a preview.
  const embeddable = headersFor(["'self'", ...embedOrigins]);
  const own = headersFor(["'self'"]);
  return (c, next) => {
    if (EMBEDDABLE.has(c.req.path)) return embeddable(c, next);
    return c.req.path === STYLE_SAMPLE ? own(c, next) : strict(c, next);
  };
}
