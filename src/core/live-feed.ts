import type { FrameAnalysis } from './face.js';
import type { PreviewPicture } from './frame.js';

/**
 * The newest analysis and preview picture, and a way to hear of the next; old ones are never
 * queued. Open until it is closed.
 */
export class LiveFeed {
  #isOpen = true;
  #analysis: FrameAnalysis | null = null;
  #preview: PreviewPicture | null = null;
  readonly #analysisListeners = new Set<(analysis: FrameAnalysis) => void>();
  readonly #previewListeners = new Set<(picture: PreviewPicture | null) => void>();

  latestAnalysis(): FrameAnalysis | null {
    return this.#analysis;
  }

  latestPreview(): PreviewPicture | null {
    return this.#preview;
  }

  publishAnalysis(analysis: FrameAnalysis): void {
    if (!this.#isOpen) return;
    this.#analysis = analysis;
    for (const listener of this.#analysisListeners) listener(analysis);
  }

  publishPreview(picture: PreviewPicture): void {
    if (!this.#isOpen) return;
    this.#preview = picture;
    for (const listener of this.#previewListeners) listener(picture);
  }

  /** Forgets the picture and tells its listeners, so that nobody goes on showing it. */
  clearPreview(): void {
    this.#preview = null;
    for (const listener of this.#previewListeners) listener(null);
  }

  /** For a source that gives frames (again). */
  open(): void {
    this.#isOpen = true;
  }

  /**
   * For a source that went away: forgets the picture and the faces, and takes no more. Its last
   * frames may still be with the worker.
   */
  close(): void {
    this.#isOpen = false;
    this.#analysis = null;
    this.#preview = null;
  }

  /** Calls `listener` for every analysis until the returned function is called. */
  onAnalysis(listener: (analysis: FrameAnalysis) => void): () => void {
    this.#analysisListeners.add(listener);
    return () => this.#analysisListeners.delete(listener);
  }

  /**
   * Calls `listener` for every preview picture, and with null when it is taken away, until the
   * returned function is called.
   */
  onPreview(listener: (picture: PreviewPicture | null) => void): () => void {
    this.#previewListeners.add(listener);
    return () => this.#previewListeners.delete(listener);
  }
}
