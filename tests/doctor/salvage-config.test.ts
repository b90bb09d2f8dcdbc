import { expect, it } from 'vitest';
import { salvageConfig } from '../../src/doctor/salvage-config.js';

it('keeps what is right and leaves out what is wrong', () => {
  const config = salvageConfig(
    'source: /dev/video7\nsorce: x\ncamera:\n  framesPerSecond: many\n  widthPx: 800\n' +
      'dashboard:\n  port: 9090\n  colour: red\ninference: 5\n',
  );
  expect(config.source).toBe('/dev/video7');
  expect(config.camera.widthPx).toBe(800);
  expect(config.camera.framesPerSecond).toBe(salvageConfig('').camera.framesPerSecond);
  expect(config.dashboard.port).toBe(9090);
  expect(config.inference).toEqual(salvageConfig('').inference);
});

it('leaves out a whole list with a wrong entry', () => {
  const text = 'dashboard:\n  allowedHosts: [5, 6]\n  port: 9090\n';
  expect(salvageConfig(text).dashboard).toMatchObject({ port: 9090, allowedHosts: [] });
});

it.each(['dashboard: [unclosed', '- a\n- b', '42', '', 'a: &a [*a]'])(
  'falls back to the defaults: %s',
  (text) => {
    expect(salvageConfig(text)).toEqual(salvageConfig(''));
  },
);
