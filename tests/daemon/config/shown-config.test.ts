import { expect, it } from 'vitest';
import { shownConfig } from '../../../src/daemon/config/shown-config.js';

it.each([
  'rtsp://admin:topsecret@10.0.0.9/live',
  'rtsp://10.0.0.9/user=admin&password=topsecret&channel=1',
  'http://10.0.0.9/video?pwd=topsecret',
  "program:curl -u 'admin:topsecret@x' http://admin:topsecret@10.0.0.9/v",
])('the source %s is shown without its secret', (source) => {
  const shown = JSON.stringify(shownConfig({ source, camera: { rotate: 90 } }));
  expect(shown).not.toContain('topsecret');
  expect(shown).toContain('"rotate":90');
});

it('settings that are secrets are not shown, but the files that hold them are', () => {
  const config = {
    mqtt: { url: 'mqtts://kiosk:topsecret@broker', password: 'topsecret', passwordFile: '/etc/p' },
    webhooks: [
      { url: 'https://example.org/hook?token=topsecret', secret: 'topsecret' },
      { url: 'https://me:topsecret@chat.example.org:8443/services/T0/topsecret' },
    ],
    dashboard: { tlsKeyPath: '/etc/key.pem' },
  };
  const shown = JSON.stringify(shownConfig(config));
  expect(shown).not.toContain('topsecret');
  expect(shown).toContain('/etc/p');
  expect(shown).toContain('https://chat.example.org:8443/…');
  expect(shown).toContain('/etc/key.pem');
});
