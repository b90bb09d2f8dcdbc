import { expect, it } from 'vitest';
import { changeConfigText } from '../../../src/daemon/config/change-config-text.js';
import { parseConfig } from '../../../src/daemon/config/parse-config.js';

const TEXT = `# The kiosk in the hall.
source: rtsp://cam/1   # changed in March

store:
  rawDays: 14      # as agreed with the museum
  # rollupDays: 400
dashboard:
  language: 'id'
  allowedHosts: [kiosk.lan]
`;

it('changes what is asked and nothing else; comments, quotes and order stay', () => {
  const changed = changeConfigText(TEXT, { rawDays: 7, language: 'en', timeZone: 'Asia/Jakarta' });
  expect(changed).toBe(
    TEXT.replace('rawDays: 14 ', 'rawDays: 7 ')
      .replace("'id'", "'en'")
      .replace('[kiosk.lan]\n', '[kiosk.lan]\n  timeZone: Asia/Jakarta\n')
      .replace('1   #', '1 #')
      .replace('7      #', '7 #'),
  );
});

it('writes masks one a line, and takes them away again', () => {
  const mask = { x: 0.1, y: 0, width: 0.25, height: 1 };
  const masked = changeConfigText(TEXT, { masks: [mask, mask] });
  expect(masked).toContain('  masks:\n    - {x: 0.1, y: 0, width: 0.25, height: 1}\n    - {x');
  const parsed = parseConfig(masked);
  expect(parsed.ok && parsed.config.inference.masks).toEqual([mask, mask]);
  expect(changeConfigText(masked, { masks: [] })).toContain('  masks: []\n');
});

it.each([
  ['an empty file', ''],
  ['comments alone', '# only this\n# and that\n'],
  ['a section of comments', 'dashboard:\n  # language: en\nsource: camera\n'],
  ['a section in braces', 'dashboard: {port: 8081} # here\n'],
  ['a document marker', '---\nsource: camera\n'],
  ['Windows line ends', 'source: camera # c\r\ndashboard:\r\n  port: 1\r\n'],
])('works on %s', (_, text) => {
  const changed = changeConfigText(text, { language: 'id' });
  const parsed = parseConfig(changed);
  expect(parsed.ok && parsed.config.dashboard.language).toBe('id');
  for (const [comment] of text.matchAll(/#[^\r\n]*/g)) expect(changed).toContain(comment);
  expect(/(?<!\r)\n/.test(changed)).toBe(!text.includes('\r\n'));
});

it('leaves a section alone that is an alias of another one', () => {
  const text = 'store: &same {}\ndashboard: *same\n';
  expect(() => changeConfigText(text, { language: 'id' })).toThrow(/dashboard refers to/);
});
