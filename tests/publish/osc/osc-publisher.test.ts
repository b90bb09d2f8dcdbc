import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { FaceSlots } from '../../../src/publish/osc/face-slots.js';
import { oscBundles } from '../../../src/publish/osc/osc-packet.js';
import { OscPublisher } from '../../../src/publish/osc/osc-publisher.js';
import { oscSettings } from '../../../src/publish/osc/osc-settings.js';
import { makeAnalysis, makeFace } from '../../store/fixtures/make-analysis.js';
import { publisherDeps } from '../fixtures/publisher-deps.js';

/** Reads a bundle as the specification has it: addresses and values in their order. */
function readBundle(packet: Buffer): [string, number][] {
  expect(packet.subarray(0, 8).toString()).toBe('#bundle\0');
  expect(packet.readBigUInt64BE(8)).toBe(1n);
  const messages: [string, number][] = [];
  for (let at = 16; at < packet.length; ) {
    const end = at + 4 + packet.readInt32BE(at);
    const addressEnd = packet.indexOf(0, at + 4);
    const address = packet.subarray(at + 4, addressEnd).toString();
    const typesAt = at + 4 + Math.floor((addressEnd - at - 4) / 4 + 1) * 4;
    const type = packet.subarray(typesAt, typesAt + 4).toString();
    const value = typesAt + 4;
    expect([end % 4, [',i\0\0', ',f\0\0'].includes(type), end - value]).toEqual([0, true, 4]);
    messages.push([
      address,
      type[1] === 'i' ? packet.readInt32BE(value) : packet.readFloatBE(value),
    ]);
    at = end;
  }
  return messages;
}

it('writes a message as the specification does', () => {
  const [bundle] = oscBundles([{ address: '/oscillator/4/frequency', value: 440, type: 'f' }]);
  // The example of the OSC 1.0 specification.
  expect(bundle?.subarray(20).toString('hex')).toBe(
    '2f6f7363696c6c61746f722f342f6672657175656e6379002c66000043dc0000',
  );
});

it('cuts what is too long for a datagram into bundles', () => {
  const messages = Array.from({ length: 100 }, (_, i) => ({
    ...{ address: `/ekspresi/face/${i}/happy`, value: i, type: 'i' as const },
  }));
  const bundles = oscBundles(messages);
  expect(bundles.length).toBeGreaterThan(2);
  for (const bundle of bundles) expect(bundle.length).toBeLessThanOrEqual(1400);
  expect(bundles.flatMap(readBundle).map(([, value]) => value)).toEqual(
    messages.map(({ value }) => value),
  );
});

it('a face keeps its place, and a newcomer gets the first free one', () => {
  const slots = new FaceSlots(2);
  expect(slots.assign(['a', 'b', 'c'])).toEqual({ slots: [1, 2, null], left: [] });
  expect(slots.assign(['b'])).toEqual({ slots: [2], left: [1] });
  expect(slots.assign(['b', 'c', 'd'])).toEqual({ slots: [2, 1, null], left: [] });
  expect(slots.assign(['d'])).toEqual({ slots: [1], left: [2] });
});

async function publish(settings: object = {}) {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  onTestFinished(() => {
    socket.close();
  });
  await once(socket, 'listening');
  const heard: [string, number][][] = [];
  socket.on('message', (packet) => heard.push(readBundle(packet)));
  const deps = publisherDeps();
  const { port } = socket.address();
  const publisher = new OscPublisher(oscSettings.parse({ enabled: true, port, ...settings }), deps);
  await publisher.start();
  onTestFinished(() => publisher.stop());
  return { ...deps, heard, publisher };
}

function frame(...ids: number[]) {
  const faces = ids.map((trackId) =>
    makeFace({ trackId, box: { x: 160, y: 120, width: 320, height: 240 }, looking: trackId === 7 }),
  );
  return makeAnalysis({ atMs: 0, monotonicMs: 0, faces });
}

it('sends what each face shows to its own address', async () => {
  const { bus, heard } = await publish();
  bus.publish('analysis', frame(7, 9));
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  const told = new Map(heard[0]);
  expect(told.get('/ekspresi/people')).toBe(2);
  expect(told.get('/ekspresi/looking')).toBe(1);
  expect(told.get('/ekspresi/watchers')).toBe(1);
  expect(told.get('/ekspresi/face/1/happy')).toBeCloseTo(0.7);
  expect(told.get('/ekspresi/face/2/neutral')).toBeCloseTo(0.05);
  expect(told.get('/ekspresi/face/1/looking')).toBe(1);
  expect(told.get('/ekspresi/face/2/looking')).toBe(0);
  expect(told.get('/ekspresi/face/1/x')).toBeCloseTo(0.5);
  expect(told.get('/ekspresi/face/1/size')).toBeCloseTo(0.5);
  // The camera goes: nobody is there, and no place keeps a face.
  bus.publish('sourceChanged', { kind: 'ended', sinceMs: 0 });
  await vi.waitFor(() => expect(heard).toHaveLength(2));
  expect(heard[1]).toEqual([
    ['/ekspresi/people', 0],
    ['/ekspresi/looking', 0],
    ['/ekspresi/watchers', 0],
    ['/ekspresi/face/1/present', 0],
    ['/ekspresi/face/2/present', 0],
  ]);
});

it('sends no more than it may, and nothing once it is stopped', async () => {
  const { bus, heard, publisher } = await publish({ maxPerSecond: 1 });
  for (let i = 0; i < 50; i++) bus.publish('analysis', frame(i));
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  await publisher.stop();
  bus.publish('analysis', frame(1));
  expect(bus.counters()).toEqual([]);
  expect(heard).toHaveLength(1);
});
