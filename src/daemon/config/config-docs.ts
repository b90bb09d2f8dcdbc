import { z } from 'zod';
import { configSchema } from './config-schema.js';

interface SettingNode {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly anyOf?: readonly SettingNode[];
  readonly properties?: Readonly<Record<string, SettingNode>>;
}

/** `docs/configuration.md`: a table of every setting, made from the schema. */
export function configMarkdown(): string {
  const lines = [
    '# Configuration',
    '',
    '<!-- Made by `ekspresi config docs`; do not edit. -->',
    '',
    'YAML, by default `/etc/ekspresi/ekspresi.yaml`; `--config F` or `$EKSPRESI_CONFIG` name another.',
    'Every setting may be left out. Unknown names are refused. `ekspresi config check F` tells what is',
    'wrong with a file, `ekspresi config show` what is in force.',
    '',
    'Language, time zone, live picture, masks, the place of the screen and how long history is kept can be changed under Settings.',
    'Such a change holds at once. It is kept in `page-settings.yaml` in the data folder (the settings',
    'overlay) and goes before the file until the same setting is changed there. Other changes of the file',
    'hold after `systemctl reload ekspresi`.',
    '',
    '| setting | values | default | meaning |',
    '| --- | --- | --- | --- |',
  ];
  visit(rootNode(), [], (path, node) => {
    if (node.properties === undefined) {
      const cells = [
        `\`${path.join('.')}\``,
        values(node),
        defaultText(node),
        node.description ?? '',
      ];
      lines.push(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
    }
  });
  return `${lines.join('\n')}\n`;
}

/** `deploy/ekspresi.example.yaml`: every setting with its default, commented. */
export function configExample(): string {
  const lines = [
    '# ekspresi: every setting, with its default. Made by `ekspresi config docs --example`.',
    '# Copy to /etc/ekspresi/ekspresi.yaml and change what you need; the rest may be left out.',
  ];
  visit(rootNode(), [], (path, node) => {
    const indent = '  '.repeat(path.length - 1);
    const name = path.at(-1);
    if (path.length === 1) lines.push('');
    for (const line of wrap(comment(node), 96 - indent.length)) lines.push(`${indent}# ${line}`);
    if (node.properties !== undefined) lines.push(`${indent}${name}:`);
    else if (node.default === undefined) lines.push(`${indent}# ${name}:`);
    else
      lines.push(
        `${indent}${name}: ${JSON.stringify(node.default).replaceAll('"', yamlQuote(node))}`,
      );
  });
  return `${lines.join('\n')}\n`;
}

function rootNode(): SettingNode {
  return z.toJSONSchema(configSchema, { io: 'input' }) as SettingNode;
}

function visit(
  node: SettingNode,
  path: readonly string[],
  see: (path: readonly string[], node: SettingNode) => void,
): void {
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const childPath = [...path, name];
    see(childPath, child);
    visit(child, childPath, see);
  }
}

function values(node: SettingNode): string {
  if (node.enum !== undefined) return node.enum.map((value) => `\`${value}\``).join(' ');
  if (node.anyOf !== undefined) return node.anyOf.map(values).join(' or ');
  if (node.type === 'object') return `{${Object.keys(node.properties ?? {}).join(', ')}}`;
  const { minimum, maximum } = node;
  const type =
    node.type === 'integer' ? 'whole number' : node.type === 'array' ? 'list' : (node.type ?? '');
  const upper = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : null;
  if (minimum === undefined) return type;
  return upper === null ? `${type}, at least ${minimum}` : `${type}, ${minimum}…${upper}`;
}

function defaultText(node: SettingNode): string {
  return node.default === undefined
    ? ''
    : `\`${JSON.stringify(node.default).replaceAll('"', '')}\``;
}

function comment(node: SettingNode): string {
  const allowed = node.properties === undefined ? values(node) : '';
  const plain = allowed.replaceAll('`', '');
  return plain === '' || plain === 'string' || plain === 'boolean'
    ? (node.description ?? '')
    : `${node.description ?? ''} (${plain})`;
}

/** Plain words need no quotes in YAML; paths and zones neither. */
function yamlQuote(node: SettingNode): string {
  return typeof node.default === 'string' &&
    /^[\w./:-]+$/.test(node.default) &&
    !/^\d/.test(node.default)
    ? ''
    : '"';
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}
