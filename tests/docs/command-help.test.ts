import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';

it('docs/command-help.md is what the commands say (npx vitest run tests/docs -u writes it)', async () => {
  const parts = await Promise.all(
    COMMANDS.map(async ({ name, summary, load }) => {
      const { help } = (await load()).command;
      return `## ${name}: ${summary}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\`\n`;
    }),
  );
  const about =
    'What `ekspresi <command> --help` prints. What the output means is in [cli.md](cli.md).\n\n' +
    '`EKSPRESI_CONFIG` names the configuration where `--config` does not; with `EKSPRESI_DEBUG=1` an error of the program itself is printed with its stack.\n';
  await expect(`# Every command\n\n${about}\n${parts.join('\n')}`).toMatchFileSnapshot(
    '../../docs/command-help.md',
  );
}, 60_000);
