#!/usr/bin/env node
// Writes what a shell knows of the command, made of the command's own descriptions: man pages and
// completion for bash, zsh and fish. scripts/shell-files.js FOLDER; needs `npm run build`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { COMMANDS } = await import(join(root, 'dist/cli/commands.js'));
const { programVersion } = await import(join(root, 'dist/cli/version.js'));
const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('usage: scripts/shell-files.js FOLDER\n');
  process.exit(2);
}

const unique = (values) => [...new Set(values)];

/**
 * Options that a help lists, one a line: `  --format F   csv, ndjson, parquet (default ndjson)`. The
 * text is the line's first clause; a list of words at its begin, or `--x a|b`, is what may follow.
 */
function optionsOf(help) {
  const lines = help.matchAll(/^ {2,}(?:-\w, )?(--[a-z][a-z-]*)(?: ([^ ]+))? {2,}(\S.*)$/gm);
  const listed = [...lines].map(([, name, value, text]) => ({
    name,
    text: text.split(/[;.:]( |$)/, 1)[0].replace(/ \(.*$/, ''),
    choices: /^([a-z0-9-]+(?:, [a-z0-9-]+)+)(?= \(|;|$)/.exec(text)?.[1].split(', ') ?? [],
    takesValue: value !== undefined,
  }));
  const written = [...help.matchAll(/(--[a-z-]+) ([a-z0-9-]+(?:\|[a-z0-9-]+)+)/g)];
  const choicesOf = (name) => written.find(([, option]) => option === name)?.[2].split('|') ?? [];
  const names = [...(help.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []), '--help'];
  return unique(names)
    .sort()
    .map((name) => {
      const found = listed.find((option) => option.name === name);
      const choices = found?.choices.length ? found.choices : choicesOf(name);
      const text = found?.text ?? (name === '--help' ? 'lists the options' : '');
      return { name, text, choices, takesValue: found?.takesValue || choices.length > 0 };
    });
}

/** A command with the words that its help names: options, their choices, and subcommands. */
async function described({ name, summary, load }) {
  const { help } = (await load()).command;
  const [usage = ''] = help.split('\n\n', 1);
  return {
    ...{ name, summary, help, options: optionsOf(help) },
    subcommands: unique(
      [...usage.matchAll(new RegExp(`ekspresi ${name} ([a-z]+)\\b`, 'g'))].map(([, word]) => word),
    ),
  };
}

const commands = await Promise.all(COMMANDS.map(described));
const files = {};

/** Text as troff sets it: no line is a request, and hyphens may be copied. */
const troff = (text) =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^([.'])/gm, '\\&$1');

const page = (
  title,
  summary,
  body,
) => `.TH ${title.toUpperCase()} 1 "" "ekspresi ${programVersion()}" "ekspresi"
.SH NAME
${troff(title)} \\- ${troff(summary)}
${body}`;

files['man/ekspresi.1'] = page(
  'ekspresi',
  'measures facial expressions with a webcam; no picture leaves the box',
  `.SH SYNOPSIS
.B ekspresi
.I command
[options]
.SH COMMANDS
${commands.map(({ name, summary }) => `.TP\n.BR ekspresi\\-${troff(name)} (1)\n${troff(summary)}`).join('\n')}
.SH OPTIONS
.TP
.B \\-\\-help
Lists the commands; after a command, its options.
.TP
.BR \\-V ", " \\-\\-version
Prints the version.
.SH FILES
.TP
.I /etc/ekspresi/ekspresi.yaml
Settings of the service; of a further camera NAME they are in
.IR /etc/ekspresi/NAME.yaml .
.TP
.I /var/lib/ekspresi
Its history.
`,
);
for (const { name, summary, help } of commands) {
  files[`man/ekspresi-${name}.1`] = page(
    `ekspresi-${name}`,
    summary,
    `.SH DESCRIPTION\n.nf\n${troff(help.trimEnd())}\n.fi\n.SH "SEE ALSO"\n.BR ekspresi (1)\n`,
  );
}

const names = commands.map(({ name }) => name).join(' ');
files['bash/ekspresi'] = `# Completion of ekspresi for bash; made by scripts/shell-files.js.
_ekspresi() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${names} --help --version' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${commands
  .map(({ name, options, subcommands }) => {
    const cases = options
      .filter(({ choices }) => choices.length > 0)
      .map(
        (option) =>
          `      [[ $before != ${option.name} ]] || { COMPREPLY=($(compgen -W '${option.choices.join(' ')}' -- "$word")); return; }`,
      );
    const first =
      subcommands.length === 0
        ? []
        : [
            `      ((COMP_CWORD != 2)) || { COMPREPLY=($(compgen -W '${subcommands.join(' ')}' -- "$word")); return; }`,
          ];
    return `    ${name})\n${[...first, ...cases].join('\n')}${first.length + cases.length > 0 ? '\n' : ''}      [[ $word != -* ]] || COMPREPLY=($(compgen -W '${options.map((option) => option.name).join(' ')}' -- "$word"))\n      ;;`;
  })
  .join('\n')}
  esac
}
complete -o default -F _ekspresi ekspresi
`;

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
files['zsh/_ekspresi'] = `#compdef ekspresi
# Completion of ekspresi for zsh; made by scripts/shell-files.js.
local -a commands
commands=(
${commands.map(({ name, summary }) => `  ${quoted(`${name}:${summary.replaceAll(':', '\\:')}`)}`).join('\n')}
)
if ((CURRENT == 2)); then
  _describe command commands
  return
fi
case $words[2] in
${commands
  .map(({ name, options, subcommands }) => {
    const specs = options.map(({ name: option, text, choices, takesValue }) => {
      const told = text === '' ? '' : `[${text.replaceAll(/[[\]\\:]/g, '\\$&')}]`;
      const value = choices.length > 0 ? `(${choices.join(' ')})` : '_files';
      return quoted(`${option}${told}${takesValue ? `:value:${value}` : ''}`);
    });
    const first = subcommands.length > 0 ? `'1:subcommand:(${subcommands.join(' ')})' ` : '';
    return `  ${name}) shift words; ((CURRENT--)); _arguments ${first}${specs.join(' ')} '*:file:_files' ;;`;
  })
  .join('\n')}
esac
`;

files['fish/ekspresi.fish'] = [
  '# Completion of ekspresi for fish; made by scripts/shell-files.js.',
  ...commands.flatMap(({ name, summary, options, subcommands }) => {
    const here = `-n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    const noneYet = `-n ${quoted(`__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${subcommands.join(' ')}`)}`;
    return [
      `complete -c ekspresi -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
      ...(subcommands.length > 0
        ? [`complete -c ekspresi ${noneYet} -f -a ${quoted(subcommands.join(' '))}`]
        : []),
      ...options.map(({ name: option, text, choices, takesValue }) => {
        const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : ' -r';
        const told = text === '' ? '' : ` -d ${quoted(text)}`;
        return `complete -c ekspresi ${here} -l ${option.slice(2)}${takesValue ? value : ''}${told}`;
      }),
    ];
  }),
  '',
].join('\n');

for (const [name, text] of Object.entries(files)) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
