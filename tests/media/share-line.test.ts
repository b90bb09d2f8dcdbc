import { describe, expect, it } from 'vitest';
import { processorName, type SharedMeasurement, shareLine } from '../../src/media/share-line.js';

const measured: SharedMeasurement = {
  version: '0.1.0',
  machine: 'Raspberry Pi 4 Model B Rev 1.4\0',
  cpu: 'Cortex-A72',
  architecture: 'arm64',
  cores: 4,
  memoryBytes: 3_980_000_000,
  node: '20.20.2',
  model: 'edge',
  size: { widthPx: 640, heightPx: 480 },
  frames: 600,
  meanFaces: 1.94,
  stageMs: { detectMs: { p50: 2.04, p95: 9 }, totalMs: { p50: 11.26, p95: 21.5 } },
  sustainedFramesPerSecond: 66.04,
};

describe('shareLine', () => {
  it('is one line of pairs', () => {
    expect(shareLine(measured)).toBe(
      'ekspresi-bench version=0.1.0 machine=Raspberry_Pi_4_Model_B_Rev_1.4 cpu=Cortex-A72 ' +
        'arch=arm64 cores=4 memory=3980MB node=20.20.2 model=edge size=640x480 frames=600 ' +
        'faces=1.9 detectMs=2.0/9.0 totalMs=11.3/21.5 fps=66.0',
    );
  });

  it('stays one short line whatever a machine says of itself', () => {
    const odd = { ...measured, machine: 'x y\n=\u001b[31m'.repeat(500), cpu: '\n\n' };
    const line = shareLine({ ...odd, machine: odd.machine });
    expect(line).toMatch(/^[\x20-\x7e]+$/);
    expect(line.length).toBeLessThan(400);
    expect(line).toContain(' cpu=unknown ');
    expect(shareLine({ ...measured, machine: null })).toContain(' machine=unknown ');
  });
});

describe('processorName', () => {
  it('takes the name that Node has, else the parts of Arm', () => {
    const info = 'processor\t: 0\nCPU part\t: 0xd05\nprocessor\t: 1\nCPU part\t: 0xd0b\n';
    expect(processorName('Intel(R) N100', info)).toBe('Intel(R) N100');
    expect(processorName('unknown', info)).toBe('Cortex-A55+Cortex-A76');
    expect(processorName(undefined, 'CPU part\t: 0xfff\n')).toBe('Arm-0xfff');
    expect(processorName('', '')).toBe('unknown');
  });
});
