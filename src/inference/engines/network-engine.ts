/** What a run gives: one flat array per output, in the order of the manifest. */
type NetworkOutputs = readonly Float32Array[];

/**
 * A loaded network of gray pictures. `input` holds `batch` normalised pictures one after the other,
 * row by row; with one channel that is the same in NCHW and NHWC order.
 */
export interface NetworkEngine {
  readonly name: string;
  run(input: Float32Array, batch: number): Promise<NetworkOutputs>;
  dispose(): Promise<void>;
}

/** What an engine has to know to load a network. */
export interface NetworkSpec {
  readonly inputName: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly outputNames: readonly string[];
}
