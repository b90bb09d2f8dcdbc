import { EkspresiError } from '../../core/errors.js';

const MAX_ELEMENTS = 4000;
const MAX_DEPTH = 40;

/**
 * Drawing, and nothing that loads, runs, links, writes text of its own, or repeats what is drawn.
 */
const ELEMENTS: ReadonlySet<string> = new Set([
  ...['svg', 'g', 'defs', 'title', 'desc'],
  ...['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon'],
  ...['linearGradient', 'radialGradient', 'stop', 'clipPath', 'mask'],
]);

/** How a shape is painted; in `style` and in style sheets the same names count. */
const PAINT: ReadonlySet<string> = new Set([
  ...['fill', 'fill-opacity', 'fill-rule', 'stroke', 'stroke-width', 'stroke-opacity'],
  ...['stroke-linecap', 'stroke-linejoin', 'stroke-miterlimit', 'stroke-dasharray'],
  ...['stroke-dashoffset', 'opacity', 'color', 'clip-path', 'clip-rule', 'mask', 'display'],
  ...['stop-color', 'stop-opacity', 'visibility', 'vector-effect', 'paint-order'],
]);

const GEOMETRY: ReadonlySet<string> = new Set([
  ...['id', 'class', 'viewBox', 'width', 'height', 'preserveAspectRatio', 'transform', 'd'],
  ...['x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'ry', 'fx', 'fy', 'points'],
  ...['offset', 'gradientUnits', 'gradientTransform', 'spreadMethod', 'clipPathUnits'],
  ...['maskUnits', 'maskContentUnits', 'pathLength'],
]);

/** Numbers, names, colours, lists and references within the drawing. */
const PLAIN_VALUE = /^[\w\s.,#%()+\-*/:;]*$/;
const LOCAL_URL = /^url\(\s*#[\w.-]+\s*\)$/;

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|<\/\s*([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/gy;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

type Paint = Readonly<Record<string, string>>;

function refuse(problem: string): never {
  throw new EkspresiError('logo-refused', { problem });
}

/**
 * An SVG drawing written again from an allow-list of elements, attributes and values. What is not
 * on it is left out with everything in it; what is no well-formed drawing, or declares entities,
 * is refused. Colours of `style` attributes and of simple style sheets (`.name{…}`, as drawing
 * programs write them) become attributes.
 *
 * @throws EkspresiError `logo-refused`
 */
export function sanitiseSvg(source: string): string {
  const text = source.replace(/^\uFEFF/, '').trim();
  if (/<!(DOCTYPE|ENTITY)[^>]*\[/i.test(text)) refuse('it declares entities');
  const plain = text.replace(/<!DOCTYPE[^>[]*>/i, '');
  const classes = classPaint(plain);
  const out: string[] = [];
  /** Names of the open elements; null for one that is left out. */
  const open: (string | null)[] = [];
  let leftOut = 0;
  let elements = 0;
  let end = 0;
  for (const match of plain.matchAll(TOKEN)) {
    const [token, closed, name, attributes = '', empty] = match;
    end = match.index + token.length;
    if (closed !== undefined) {
      if (open.length === 0) refuse('its elements do not match');
      const opened = open.pop() ?? null;
      if (opened === null) leftOut -= 1;
      else if (opened !== closed) refuse('its elements do not match');
      else out.push(`</${closed}>`);
    } else if (name !== undefined) {
      elements += 1;
      if (elements > MAX_ELEMENTS || open.length > MAX_DEPTH) refuse('it has too many parts');
      if (elements === 1 && name !== 'svg') refuse('it is neither a PNG nor an SVG');
      const isKept = leftOut === 0 && ELEMENTS.has(name);
      if (isKept) out.push(`<${name}${keptAttributes(name, attributes, classes)}${empty}>`);
      if (empty === '') {
        open.push(isKept ? name : null);
        if (!isKept) leftOut += 1;
      }
    } else if (leftOut === 0 && (open.at(-1) === 'title' || open.at(-1) === 'desc')) {
      out.push(token.replace(/&(?!(amp|lt|gt|quot|apos);)/g, '&amp;'));
    }
  }
  if (elements === 0) refuse('it is neither a PNG nor an SVG');
  if (end !== plain.length || open.length > 0) refuse('it is cut off or not well-formed');
  return out.join('');
}

function keptAttributes(element: string, source: string, classes: Map<string, Paint>): string {
  const given = new Map<string, string>();
  for (const [, name = '', one, other] of source.matchAll(ATTRIBUTE)) {
    given.set(name, (one ?? other ?? '').trim());
  }
  const painted = (given.get('class') ?? '').split(/\s+/).flatMap((name) => {
    return Object.entries(classes.get(name) ?? {});
  });
  const styled = Object.entries(declarations(given.get('style') ?? ''));
  const kept = new Map<string, string>();
  for (const [name, value] of [...given, ...painted, ...styled]) {
    if (isSafe(name, value)) kept.set(name, value);
  }
  kept.delete('class');
  const namespace = element === 'svg' ? ' xmlns="http://www.w3.org/2000/svg"' : '';
  return namespace + [...kept].map(([name, value]) => ` ${name}="${value}"`).join('');
}

function isSafe(name: string, value: string): boolean {
  if (!PAINT.has(name) && !GEOMETRY.has(name)) return false;
  if (/url/i.test(value)) return LOCAL_URL.test(value);
  return PLAIN_VALUE.test(value);
}

/** `fill:#fff;stroke:none` as names and values, those of paint only. */
function declarations(style: string): Paint {
  const pairs = style.split(';').flatMap((declaration) => {
    const at = declaration.indexOf(':');
    const [name, value] = [declaration.slice(0, at).trim(), declaration.slice(at + 1).trim()];
    return at > 0 && PAINT.has(name) ? [[name, value] as const] : [];
  });
  return Object.fromEntries(pairs);
}

/** The rules `.name{…}` of its style sheets. */
function classPaint(svg: string): Map<string, Paint> {
  const classes = new Map<string, Paint>();
  for (const [, sheet = ''] of svg.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/gi)) {
    for (const [, selectors = '', body = ''] of sheet.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
      for (const selector of selectors.split(',')) {
        const name = /^\s*\.([\w-]+)\s*$/.exec(selector)?.[1];
        if (name === undefined) continue;
        classes.set(name, { ...classes.get(name), ...declarations(body) });
      }
    }
  }
  return classes;
}
