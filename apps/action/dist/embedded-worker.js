import { t as WORKER_SCRIPT } from "./worker-script.js";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
// ../../packages/compiler/src/embedded-python.ts
/** As for native interpreters: no `site`, no `.pyc`, a fixed hash seed. */
const ARGUMENTS = [
	"-S",
	"-s",
	"-B"
];
const ENVIRONMENT = {
	HOME: "/",
	PYTHONHASHSEED: "0"
};
/**
* Loads CPython's WebAssembly build into this thread. Nothing comes over the network:
* everything it needs lies in its package, and no further package is loaded.
* @param entry `file:` URL of the package's entry module
*/
async function openEmbeddedPython(entry) {
	const folder = fileURLToPath(new URL(".", entry));
	const { loadPyodide } = await import(entry);
	await presetEnvironment(entry, folder);
	return loadPyodide({
		indexURL: folder,
		args: ARGUMENTS,
		env: { ...ENVIRONMENT },
		fullStdLib: false,
		packages: [],
		stdin: () => null,
		stdout: () => {},
		stderr: () => {}
	});
}
/** 0.22 has no `env` option; its module function is global, and takes the environment that way. */
async function presetEnvironment(entry, folder) {
	if (!createRequire(entry)("./package.json").version.startsWith("0.22.")) return;
	const holder = globalThis;
	await import(new URL("pyodide.asm.js", entry).href);
	const create = holder._createPyodideModule;
	if (create === void 0) throw new Error(`${folder} holds no CPython module`);
	holder._createPyodideModule = (module) => {
		module.preRun.push(({ ENV }) => Object.assign(ENV, ENVIRONMENT));
		return create(module);
	};
}
// ../../packages/compiler/src/embedded-worker.ts
/**
* The thread that CPython in WebAssembly runs in: an entry of its own in the build, and
* a bundle needs it beside itself, as `embedded-worker` with the bundle's extension.
*/
const GLUE = `
def respond_to_buffer(filename, optimize, source):
    return respond(filename, optimize, source.to_bytes())
`;
const { entry } = workerData;
const python = await openEmbeddedPython(entry);
python.runPython(WORKER_SCRIPT + GLUE);
const respond = python.globals.get("respond_to_buffer");
const send = (message, transfer = []) => parentPort?.postMessage(message, transfer);
parentPort?.on("message", (request) => {
	const answer = respond(request.filename, request.optimize, request.source);
	const [kind, payload] = answer.toJs();
	answer.destroy();
	const own = payload.slice();
	send({
		ready: false,
		kind,
		payload: own
	}, [own.buffer]);
});
send({
	ready: true,
	magic: Number(python.runPython("int.from_bytes(MAGIC_NUMBER[:2], \"little\")")),
	version: String(python.runPython("sys.version"))
});
export {};
