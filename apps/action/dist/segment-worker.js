import { n as SegmentEncoder } from "./encode-segment.js";
import { parentPort } from "node:worker_threads";
// ../../packages/archiver/src/deflate/segment-worker.ts
/**
* The thread that segments are encoded in: an entry of its own in the build, and a bundle
* needs it beside itself, as `segment-worker` with the bundle's extension.
*/
const encoder = new SegmentEncoder();
parentPort?.on("message", ({ bytes, start, last }) => {
	const encoded = encoder.encode(bytes, start, last);
	parentPort?.postMessage(encoded, [encoded.buffer]);
});
export {};
