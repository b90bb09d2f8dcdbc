import { expect, it } from 'vitest';
import { testDashboard } from '../fixtures/test-dashboard.js';

const asked = async (method: string, path: string) => {
  const { app } = testDashboard();
  const response = await app.request(path, { method });
  return [response.status, response.headers.get('allow')];
};

it('a path that does not know a method says which it knows, whoever asks', async () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    expect(await asked(method, '/api/v1/status')).toEqual([405, 'GET, HEAD']);
    expect(await asked(method, '/api/v1/faces/3')).toEqual([405, 'GET, HEAD']);
    expect(await asked(method, '/history')).toEqual([405, 'GET, HEAD']);
  }
  expect(await asked('GET', '/settings/preferences')).toEqual([405, 'POST']);
  expect(await asked('DELETE', '/settings')).toEqual([405, 'GET, HEAD']);
});

it('a path that there is not stays unknown', async () => {
  expect(await asked('GET', '/api/v1/nothing')).toEqual([404, null]);
  expect(await asked('GET', '/faces/3/more')).toEqual([404, null]);
});
