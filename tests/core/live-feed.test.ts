import { describe, expect, it } from 'vitest';
import type { FrameAnalysis } from '../../src/core/face.js';
import { LiveFeed } from '../../src/core/live-feed.js';

const analysis = { sequence: 1 } as FrameAnalysis;
const picture = { jpeg: Uint8Array.of(1), capturedAtMs: 1 };

function publish(feed: LiveFeed): string[] {
  const heard: string[] = [];
  const stops = [
    feed.onAnalysis(() => heard.push('analysis')),
    feed.onPreview(() => heard.push('preview')),
  ];
  feed.publishAnalysis(analysis);
  feed.publishPreview(picture);
  for (const stop of stops) stop();
  return heard;
}

describe('LiveFeed', () => {
  it('keeps the newest and tells those who listen', () => {
    const feed = new LiveFeed();
    expect(publish(feed)).toEqual(['analysis', 'preview']);
    expect(feed.latestAnalysis()).toBe(analysis);
    expect(feed.latestPreview()).toBe(picture);
  });

  it('shows nothing of a source that went away, nor what comes of it afterwards', () => {
    const feed = new LiveFeed();
    publish(feed);
    feed.close();
    expect(feed.latestAnalysis()).toBeNull();
    expect(publish(feed)).toEqual([]);
    expect(feed.latestAnalysis()).toBeNull();
    expect(feed.latestPreview()).toBeNull();
    feed.open();
    expect(publish(feed)).toEqual(['analysis', 'preview']);
  });
});
