declare module 'node-webcam' {
  export interface Webcam {
    /** Start of the shell command that takes a shot. */
    bin: string;
    capture(location: string, callback: (error: Error | null, path: string) => void): void;
  }
  const NodeWebcam: {
    create(options: {
      width: number;
      height: number;
      quality: number;
      output: 'jpeg';
      device: string;
      skip: number;
      saveShots: false;
      callbackReturn: 'location';
      verbose: false;
    }): Webcam;
  };
  export default NodeWebcam;
}
