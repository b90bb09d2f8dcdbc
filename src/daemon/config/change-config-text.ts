import { type Document, isMap, isNode, isScalar, isSeq, parseDocument, YAMLMap } from 'yaml';
import { EkspresiError } from '../../core/errors.js';
import type { ChangeableSettings } from '../../dashboard/dashboard-deps.js';
import { SETTING_NAMES, SETTING_PATHS } from './changeable-settings.js';

/**
 * The text of a YAML configuration with `change` in it. Comments, order and everything else stay.
 * Pure; `text` must be a configuration that {@link parseConfig} takes.
 *
 * @throws EkspresiError CONFIG_INVALID where the section is an alias of another one
 */
export function changeConfigText(text: string, change: Partial<ChangeableSettings>): string {
  const document: Document = parseDocument(text);
  if (!isMap(document.contents)) replaceEmpty(document);
  for (const name of SETTING_NAMES) {
    const value = change[name];
    if (value === undefined) continue;
    const [section, key] = SETTING_PATHS[name];
    const map = sectionMap(document, section);
    const before = map.get(key, true);
    // A scalar keeps its place, its quotes and the comment behind it.
    if (isScalar(before) && typeof value !== 'object') before.value = value;
    else map.set(key, valueNode(document, value, before));
  }
  const written = document.toString({
    lineWidth: 0,
    // As the file has it: `[a]` or `[ a ]`.
    flowCollectionPadding: /[[{] /.test(text),
  });
  return text.includes('\r\n') ? written.replaceAll(/\r?\n/g, '\r\n') : written;
}

/** A file of comments alone keeps them, above the first setting. */
function replaceEmpty(document: Document): void {
  const map = new YAMLMap();
  document.commentBefore = [document.commentBefore, document.comment].filter(Boolean).join('\n');
  if (document.commentBefore === '') document.commentBefore = null;
  document.comment = null;
  document.contents = map;
}

function sectionMap(document: Document, section: string): YAMLMap {
  const root = document.contents as YAMLMap;
  const node = root.get(section, true);
  if (isMap(node)) return node;
  if (node !== undefined && !(isScalar(node) && node.value === null)) {
    throw new EkspresiError('config-section-alias', { section });
  }
  const map = new YAMLMap();
  // `dashboard:` with nothing but comments under it.
  if (node !== undefined) map.commentBefore = node.commentBefore ?? node.comment ?? null;
  root.set(section, map);
  return map;
}

/** Lists have one entry a line, each `{x: …, y: …}`. */
function valueNode(document: Document, value: unknown, before: unknown): unknown {
  const node = document.createNode(value, { aliasDuplicateObjects: false });
  if (isSeq(node)) {
    node.flow = node.items.length === 0;
    for (const item of node.items) if (isMap(item)) item.flow = true;
  }
  if (isNode(before)) {
    node.comment = before.comment ?? null;
    node.commentBefore = before.commentBefore ?? null;
  }
  return node;
}
