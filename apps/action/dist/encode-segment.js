// ../../packages/archiver/src/deflate/bit-writer.ts
/** Bits into bytes, the lowest first (RFC 1951, 3.1.1). */
var BitWriter = class {
	#bytes = /* @__PURE__ */ new Uint8Array(65536);
	#size = 0;
	#pending = 0;
	#pendingBits = 0;
	/** Bits written so far. */
	get bits() {
		return this.#size * 8 + this.#pendingBits;
	}
	/** @param count 0 to 16 */
	write(value, count) {
		this.#pending |= value << this.#pendingBits;
		this.#pendingBits += count;
		while (this.#pendingBits >= 8) {
			if (this.#size === this.#bytes.length) this.#reserve(1);
			this.#bytes[this.#size] = this.#pending;
			this.#size += 1;
			this.#pending >>>= 8;
			this.#pendingBits -= 8;
		}
	}
	/** Zero bits up to the next whole byte. */
	align() {
		this.write(0, -this.#pendingBits & 7);
	}
	/** Whole bytes; only where `align` was before. */
	append(bytes) {
		this.#reserve(bytes.length);
		this.#bytes.set(bytes, this.#size);
		this.#size += bytes.length;
	}
	/** All that was written, filled up to a whole byte. */
	finish() {
		this.align();
		return this.#bytes.slice(0, this.#size);
	}
	#reserve(count) {
		if (this.#size + count <= this.#bytes.length) return;
		const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#size + count));
		larger.set(this.#bytes.subarray(0, this.#size));
		this.#bytes = larger;
	}
};
const WINDOW = 32768;
const LENGTH_EXTRA_BITS = Uint8Array.from([
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	1,
	1,
	1,
	1,
	2,
	2,
	2,
	2,
	3,
	3,
	3,
	3,
	4,
	4,
	4,
	4,
	5,
	5,
	5,
	5,
	0
]);
/** The shortest length of each symbol from 257 on. */
const LENGTH_BASE = new Uint16Array(LENGTH_EXTRA_BITS.length);
/** Length in bytes → index of its symbol from 257 on. */
const LENGTH_SLOT = /* @__PURE__ */ new Uint8Array(259);
let base = 3;
for (const [slot, bits] of LENGTH_EXTRA_BITS.entries()) {
	LENGTH_BASE[slot] = slot === LENGTH_EXTRA_BITS.length - 1 ? 258 : base;
	base += 1 << bits;
	LENGTH_SLOT.fill(slot, LENGTH_BASE[slot]);
}
const DISTANCE_EXTRA_BITS = /* @__PURE__ */ new Uint8Array(30);
const DISTANCE_BASE = /* @__PURE__ */ new Uint16Array(30);
for (let slot = 0; slot < 30; slot += 1) {
	const bits = slot < 2 ? 0 : (slot >> 1) - 1;
	DISTANCE_EXTRA_BITS[slot] = bits;
	DISTANCE_BASE[slot] = slot < 2 ? slot + 1 : (2 + (slot & 1) << bits) + 1;
}
/** Distance in bytes, 1 to 32768 → its symbol: two for each power of two. */
function distanceSlot(distance) {
	if (distance < 5) return distance - 1;
	const power = 31 - Math.clz32(distance - 1);
	return 2 * power + (distance - 1 >>> power - 1 & 1);
}
const LOG_BITS = 12;
/** `log2(1 + i / 4096)`, in parts of a bit. */
const LOGARITHMS = Uint16Array.from({ length: 4096 }, (_, index) => fractionOfLogarithm(4096 + index));
/** The binary logarithm of a whole number from 1 to 2^31, in parts of a bit, rounded down. */
function logarithm(value) {
	const power = 31 - Math.clz32(value);
	const mantissa = power > LOG_BITS ? value >>> power - LOG_BITS : value << LOG_BITS - power;
	return power * 64 + LOGARITHMS[mantissa - 4096];
}
/** Digit by digit: squaring doubles the logarithm. In 2^-24, so that squares are exact. */
function fractionOfLogarithm(mantissa) {
	const one = 2 ** 24;
	let number = mantissa * 4096;
	let fraction = 0;
	for (let part = 32; part >= 1; part /= 2) {
		number = Math.floor(number * number / one);
		if (number < 2 * one) continue;
		number = Math.floor(number / 2);
		fraction += part;
	}
	return fraction;
}
/** Before anything is known: near what programs and texts come to. */
function firstCosts() {
	const bits = (/* @__PURE__ */ new Int32Array(316)).fill(448);
	bits.fill(384, 256);
	bits.fill(256, 286);
	return costsOf(bits);
}
/** From how often each symbol of a block occurs: its information content. */
function costsOfCounts(counts) {
	const bits = /* @__PURE__ */ new Int32Array(316);
	informationContent(counts, 0, 286, bits);
	informationContent(counts, 286, 316, bits);
	return costsOf(bits);
}
function informationContent(counts, from, to, bits) {
	let total = 0;
	for (let symbol = from; symbol < to; symbol += 1) total += counts[symbol];
	const most = logarithm(Math.max(total, 1));
	for (let symbol = from; symbol < to; symbol += 1) bits[symbol] = Math.max(most - logarithm(Math.max(counts[symbol], 1)), 1);
}
function costsOf(bits) {
	const lengths = /* @__PURE__ */ new Int32Array(259);
	for (let length = 3; length <= 258; length += 1) {
		const slot = LENGTH_SLOT[length];
		lengths[length] = bits[257 + slot] + LENGTH_EXTRA_BITS[slot] * 64;
	}
	const distances = Int32Array.from({ length: 30 }, (_, slot) => bits[286 + slot] + DISTANCE_EXTRA_BITS[slot] * 64);
	return {
		literals: bits.slice(0, 256),
		lengths,
		distances
	};
}
// ../../packages/archiver/src/deflate/match-finder.ts
/** How many earlier places a search looks at; more finds little. */
const DEPTH = 256;
/** Twice the window, so that a place that is a whole window back is not yet written over. */
const SLOTS = 2 * WINDOW;
/** Room for repetitions, per byte; where it is short only the longest of each place are kept. */
const ROOM = 8;
/**
* Finds repetitions with a binary tree for each hash of three bytes: sorted by what follows
* and the newest on top, so that a search meets the nearest of each length first.
*/
var MatchFinder = class {
	#roots = /* @__PURE__ */ new Int32Array(65536);
	#children = new Int32Array(2 * SLOTS);
	#first;
	#found;
	#count = 0;
	#knownDistance = 0;
	#knownLength = 0;
	/** @param size bytes of the largest segment */
	constructor(size) {
		this.#first = new Uint32Array(size + 1);
		this.#found = new Uint32Array(ROOM * size + 258);
	}
	/**
	* @param bytes what comes before the segment, at most a window, and the segment
	* @param start where the segment begins
	* @returns valid until the next call
	*/
	find(bytes, start) {
		this.#roots.fill(-1);
		this.#count = 0;
		this.#knownLength = 0;
		for (let at = 0; at < start; at += 1) this.#visit(bytes, at, false);
		let covered = start;
		for (let at = start; at < bytes.length; at += 1) {
			this.#first[at - start] = this.#count;
			const longest = this.#visit(bytes, at, at >= covered);
			if (at >= covered && longest === 258) covered = at + 258;
		}
		this.#first[bytes.length - start] = this.#count;
		return {
			first: this.#first,
			found: this.#found
		};
	}
	/** Puts a place on top of its tree; gives the length of the longest repetition. */
	#visit(bytes, at, record) {
		const limit = Math.min(258, bytes.length - at);
		if (limit < 3) return 0;
		const children = this.#children;
		const found = this.#found;
		const hash = hashOf(bytes, at);
		let node = this.#roots[hash];
		this.#roots[hash] = at;
		const oldest = Math.max(at - WINDOW, 0);
		let less = 2 * (at & 65535);
		let greater = less + 1;
		let lessLength = 0;
		let greaterLength = 0;
		let longest = 2;
		const knownDistance = this.#knownDistance;
		const knownLength = Math.min(this.#knownLength - 1, limit);
		this.#knownLength = 0;
		const begin = this.#count;
		let count = begin;
		for (let depth = DEPTH; node >= oldest && depth > 0; depth -= 1) {
			let length = lessLength < greaterLength ? lessLength : greaterLength;
			if (at - node === knownDistance && knownLength > length) length = knownLength;
			while (length < limit && bytes[node + length] === bytes[at + length]) length += 1;
			const child = 2 * (node & 65535);
			if (length > longest) {
				longest = length;
				this.#knownDistance = at - node;
				this.#knownLength = length;
				found[count] = at - node << 9 | length;
				count += 1;
				if (length === limit) {
					children[less] = children[child];
					children[greater] = children[child + 1];
					this.#keep(record, begin, count);
					return longest;
				}
			}
			if (bytes[node + length] < bytes[at + length]) {
				children[less] = node;
				less = child + 1;
				node = children[less];
				lessLength = length;
			} else {
				children[greater] = node;
				greater = child;
				node = children[greater];
				greaterLength = length;
			}
		}
		children[less] = -1;
		children[greater] = -1;
		this.#keep(record, begin, count);
		return longest;
	}
	#keep(record, begin, count) {
		if (!record || count === begin) return;
		if (count <= this.#found.length - 258) this.#count = count;
		else if (begin < this.#found.length - 258) {
			this.#found[begin] = this.#found[count - 1];
			this.#count = begin + 1;
		}
	}
};
function hashOf(bytes, at) {
	const three = bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16;
	return Math.imul(three, 2654435761) >>> 16;
}
// ../../packages/archiver/src/deflate/parse.ts
/**
* The cheapest way through a segment, as the shortest path from every byte to the end, found
* from the end on. A repetition is paid for in the block that it begins in.
* @param steps gets at each place the best step from there (see `DISTANCE_SHIFT`)
* @param remaining scratch, one longer than the segment
*/
function findBestSteps(segment, { first, found }, blocks, steps, remaining) {
	let end = segment.length;
	remaining[end] = 0;
	for (const { start, costs } of blocks.toReversed()) {
		const { literals, lengths, distances } = costs;
		for (let at = end - 1; at >= start; at -= 1) {
			const literal = segment[at];
			let best = literals[literal] + remaining[at + 1];
			let step = literal;
			let length = 3;
			const last = first[at + 1];
			for (let index = first[at]; index < last; index += 1) {
				const match = found[index];
				const longest = match & 511;
				const distance = match >>> 9;
				const price = distances[distanceSlot(distance)];
				for (; length <= longest; length += 1) {
					const cost = price + lengths[length] + remaining[at + length];
					if (cost < best) {
						best = cost;
						step = distance << 9 | length;
					}
				}
			}
			remaining[at] = best;
			steps[at] = step;
		}
		end = start;
	}
}
// ../../packages/archiver/src/deflate/split.ts
/** Steps of the shortest block that is looked at. */
const UNIT = 384;
/**
* Splits the steps of a segment into blocks: from many short ones, neighbours become one as
* long as that saves most.
* @param size bytes of the segment
*/
function splitIntoBlocks(steps, size) {
	const blocks = shortBlocks(steps, size);
	const unions = blocks.slice(1).map((block, index) => union(blocks[index], block));
	while (unions.length > 0) {
		let best = 0;
		let most = -Infinity;
		for (const [index, { cost }] of unions.entries()) {
			const saved = blocks[index].cost + blocks[index + 1].cost - cost;
			if (saved > most) {
				most = saved;
				best = index;
			}
		}
		if (most < 0) break;
		const merged = unions[best];
		blocks.splice(best, 2, merged);
		unions.splice(best, 1);
		if (best > 0) unions[best - 1] = union(blocks[best - 1], merged);
		if (best < unions.length) unions[best] = union(merged, blocks[best + 1]);
	}
	return blocks;
}
function shortBlocks(steps, size) {
	const blocks = [];
	for (let start = 0; start < size;) {
		const counts = /* @__PURE__ */ new Uint32Array(316);
		let at = start;
		for (let left = UNIT; left > 0 && at < size; left -= 1) at += count(counts, steps[at]);
		counts[256] = 1;
		blocks.push({
			start,
			end: at,
			counts,
			cost: costOf(counts, at - start)
		});
		start = at;
	}
	return blocks;
}
/** Counts a step; gives its bytes. */
function count(counts, step) {
	const distance = step >>> 9;
	if (distance === 0) {
		counts[step] = counts[step] + 1;
		return 1;
	}
	const length = 257 + LENGTH_SLOT[step & 511];
	counts[length] = counts[length] + 1;
	const symbol = 286 + distanceSlot(distance);
	counts[symbol] = counts[symbol] + 1;
	return step & 511;
}
function union(left, right) {
	const counts = /* @__PURE__ */ new Uint32Array(316);
	for (let symbol = 0; symbol < 316; symbol += 1) counts[symbol] = left.counts[symbol] + right.counts[symbol];
	counts[256] = 1;
	return {
		start: left.start,
		end: right.end,
		counts,
		cost: costOf(counts, right.end - left.start)
	};
}
/**
* About what a block comes to, in parts of a bit: its information content and header, or its
* bytes as they are.
*/
function costOf(counts, size) {
	const dynamic = contentOf(counts, 0, 286) + contentOf(counts, 286, 316) + headerOf$1(counts);
	return Math.min(dynamic, (size + 5) * 8 * 64);
}
function contentOf(counts, from, to) {
	let total = 0;
	let content = 0;
	for (let symbol = from; symbol < to; symbol += 1) {
		const times = counts[symbol];
		if (times === 0) continue;
		total += times;
		const extra = symbol >= 286 ? DISTANCE_EXTRA_BITS[symbol - 286] : symbol > 256 ? LENGTH_EXTRA_BITS[symbol - 256 - 1] : 0;
		content += times * (extra * 64 - logarithm(times));
	}
	return total === 0 ? 0 : content + total * logarithm(total);
}
/**
* A rule of thumb that does well on bytecode: a fixed part, and code lengths of symbols and of
* gaps between them.
*/
function headerOf$1(counts) {
	let used = 0;
	let gaps = 0;
	for (let symbol = 0; symbol < 316; symbol += 1) if (counts[symbol] !== 0) used += 1;
	else if (symbol === 0 || counts[symbol - 1] !== 0) gaps += 1;
	return (60 + 4 * used + 4 * gaps) * 64;
}
// ../../packages/archiver/src/deflate/huffman.ts
/**
* The lengths of the best prefix code in which no code is longer than `limit`, by package-merge
* (Larmore and Hirschberg, "A fast algorithm for optimal length-limited Huffman codes", 1990).
* The code is always complete, as some decoders want it: where fewer than two symbols occur,
* others get a code too.
* @param counts how often each symbol occurs; at most 2^limit of them occur
* @returns bits of each symbol's code, 0 where it has none
*/
function codeLengths(counts, limit) {
	const lengths = new Uint8Array(counts.length);
	const leaves = sortedLeaves(counts);
	if (leaves.length < 2) {
		const [only = 0] = leaves;
		lengths[only] = 1;
		lengths[only === 0 ? 1 : 0] = 1;
		return lengths;
	}
	const weights = Float64Array.from(leaves, (symbol) => counts[symbol]);
	const wanted = 2 * leaves.length - 2;
	const levels = mergeLevels(weights, limit, wanted);
	let taken = wanted;
	for (const packages of levels.reverse()) {
		let inside = 0;
		for (let item = 0; item < taken; item += 1) inside += packages[item];
		for (let leaf = 0; leaf < taken - inside; leaf += 1) {
			const symbol = leaves[leaf];
			lengths[symbol] = lengths[symbol] + 1;
		}
		taken = 2 * inside;
	}
	return lengths;
}
/** Symbols that occur, rarest first; ties by symbol, so that the order is always the same. */
function sortedLeaves(counts) {
	const leaves = [];
	for (let symbol = 0; symbol < counts.length; symbol += 1) if (counts[symbol] !== 0) leaves.push(symbol);
	leaves.sort((a, b) => counts[a] - counts[b] || a - b);
	return Uint16Array.from(leaves);
}
/** For each level the items from the cheapest on: 1 for a package of two items of the level before, 0 for a leaf. */
function mergeLevels(weights, limit, wanted) {
	const levels = [];
	let before = new Float64Array(wanted);
	let items = new Float64Array(wanted);
	let pairs = 0;
	for (let level = 0; level < limit; level += 1) {
		const packages = new Uint8Array(wanted);
		let leaf = 0;
		let pair = 0;
		let count = 0;
		for (; count < wanted && (leaf < weights.length || pair < pairs); count += 1) {
			const together = pair < pairs ? before[2 * pair] + before[2 * pair + 1] : Infinity;
			if (leaf < weights.length && weights[leaf] <= together) {
				items[count] = weights[leaf];
				leaf += 1;
			} else {
				items[count] = together;
				packages[count] = 1;
				pair += 1;
			}
		}
		levels.push(packages);
		pairs = count >> 1;
		const spare = before;
		before = items;
		items = spare;
	}
	return levels;
}
/**
* The codes that go with the lengths (RFC 1951, 3.2.2), the first bit lowest, as they are
* written (3.1.1).
*/
function codesOf(lengths) {
	const next = /* @__PURE__ */ new Uint16Array(17);
	for (const length of lengths) next[length + 1] = next[length + 1] + 1;
	next[1] = 0;
	for (let length = 2; length < next.length; length += 1) next[length] = next[length - 1] + next[length] << 1;
	return Uint16Array.from(lengths, (length) => {
		if (length === 0) return 0;
		const code = next[length];
		next[length] = code + 1;
		return reversed(code, length);
	});
}
function reversed(code, length) {
	let bits = 0;
	for (let at = 0; at < length; at += 1) bits |= (code >>> at & 1) << length - 1 - at;
	return bits;
}
// ../../packages/archiver/src/deflate/block-header.ts
const PRECODE_ORDER = [
	16,
	17,
	18,
	0,
	8,
	7,
	9,
	6,
	10,
	5,
	11,
	4,
	12,
	3,
	13,
	2,
	14,
	1,
	15
];
const REPEAT = 16;
const FEW_ZEROS = 17;
const MANY_ZEROS = 18;
const EXTRA_BITS = (/* @__PURE__ */ new Uint8Array(19)).fill(2, REPEAT).fill(3, FEW_ZEROS).fill(7, MANY_ZEROS);
/** The shortest header among the ways to tell repeated lengths. */
function describeCodes(literals, distances) {
	const literalCount = Math.max(257, used(literals));
	const distanceCount = Math.max(1, used(distances));
	const lengths = new Uint8Array(literalCount + distanceCount);
	lengths.set(literals.subarray(0, literalCount));
	lengths.set(distances.subarray(0, distanceCount), literalCount);
	return [true, false].flatMap((repeat) => [
		3,
		11,
		300
	].map((zeros) => headerOf(literalCount, distanceCount, runsOf(lengths, repeat, zeros)))).reduce((best, each) => each.bits < best.bits ? each : best);
}
function headerOf(literals, distances, runs) {
	const counts = /* @__PURE__ */ new Uint32Array(19);
	for (const { symbol } of runs) counts[symbol] = counts[symbol] + 1;
	const lengths = codeLengths(counts, 7);
	const codes = codesOf(lengths);
	const precode = PRECODE_ORDER.map((symbol) => lengths[symbol]);
	while (precode.length > 4 && precode.at(-1) === 0) precode.pop();
	const items = runs.map(({ symbol, extra }) => ({
		code: codes[symbol],
		length: lengths[symbol],
		extra,
		extraBits: EXTRA_BITS[symbol]
	}));
	return {
		literals,
		distances,
		precode,
		items,
		bits: items.reduce((sum, { length, extraBits }) => sum + length + extraBits, 14 + 3 * precode.length)
	};
}
/**
* @param repeat whether a length that occurs again is told by how often
* @param fewest zeros that are told by how many
*/
function runsOf(lengths, repeat, fewest) {
	const runs = [];
	for (let at = 0; at < lengths.length;) {
		const length = lengths[at];
		let times = 1;
		while (lengths[at + times] === length) times += 1;
		at += times;
		if (length === 0) {
			for (; times >= Math.max(fewest, 11); times -= Math.min(times, 138)) runs.push({
				symbol: MANY_ZEROS,
				extra: Math.min(times, 138) - 11
			});
			for (; times >= fewest; times -= Math.min(times, 10)) runs.push({
				symbol: FEW_ZEROS,
				extra: Math.min(times, 10) - 3
			});
		} else if (repeat && times > 3) {
			runs.push({
				symbol: length,
				extra: 0
			});
			for (times -= 1; times >= 3; times -= Math.min(times, 6)) runs.push({
				symbol: REPEAT,
				extra: Math.min(times, 6) - 3
			});
		}
		for (; times > 0; times -= 1) runs.push({
			symbol: length,
			extra: 0
		});
	}
	return runs;
}
/** Up to the last symbol that has a code. */
function used(lengths) {
	let count = lengths.length;
	while (count > 0 && lengths[count - 1] === 0) count -= 1;
	return count;
}
// ../../packages/archiver/src/deflate/write-block.ts
/** What one stored block holds at most: its length has 16 bits (3.2.4). */
const MOST_STORED = 65535;
/** The fixed codes (3.2.6); 286, 287 and distances 30, 31 count for the codes, but never occur. */
const FIXED_LITERALS = (/* @__PURE__ */ new Uint8Array(288)).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280);
const FIXED_DISTANCES = (/* @__PURE__ */ new Uint8Array(32)).fill(5);
/**
* Writes a block in the shortest of the three forms: with its own codes, with the fixed ones,
* or as it is.
* @param last whether no block comes after it
*/
function writeBlock(out, segment, steps, block, last) {
	const { start, end, counts } = block;
	const literals = codeLengths(counts.subarray(0, 286), 15);
	const distances = codeLengths(counts.subarray(286), 15);
	const header = describeCodes(literals, distances);
	const dynamic = header.bits + bitsOf(counts, literals, distances);
	const fixed = bitsOf(counts, FIXED_LITERALS, FIXED_DISTANCES);
	if (storedBits(end - start, out.bits) < Math.min(dynamic, fixed) + 3) writeStored(out, segment.subarray(start, end), last);
	else if (fixed <= dynamic) {
		out.write(Number(last) | 2, 3);
		writeSteps(out, steps, block, FIXED_LITERALS, FIXED_DISTANCES);
	} else {
		out.write(Number(last) | 4, 3);
		writeHeader(out, header);
		writeSteps(out, steps, block, literals, distances);
	}
}
/** A stored block, or as many as its size needs; none for no bytes is one that is empty. */
function writeStored(out, bytes, last) {
	for (let at = 0; at === 0 || at < bytes.length; at += MOST_STORED) {
		const piece = bytes.subarray(at, at + MOST_STORED);
		out.write(Number(last && at + MOST_STORED >= bytes.length) | 0, 3);
		out.align();
		out.write(piece.length, 16);
		out.write(~piece.length & 65535, 16);
		out.append(piece);
	}
}
function storedBits(size, position) {
	return 3 + (-(position + 3) & 7) + 32 + 40 * (Math.ceil(size / MOST_STORED) - 1) + 8 * size;
}
function bitsOf(counts, literals, distances) {
	let bits = 0;
	for (let symbol = 0; symbol < 316; symbol += 1) {
		const slot = symbol - 286;
		const each = slot >= 0 ? distances[slot] + DISTANCE_EXTRA_BITS[slot] : literals[symbol] + (symbol > 256 ? LENGTH_EXTRA_BITS[symbol - 256 - 1] : 0);
		bits += counts[symbol] * each;
	}
	return bits;
}
function writeHeader(out, header) {
	out.write(header.literals - 257, 5);
	out.write(header.distances - 1, 5);
	out.write(header.precode.length - 4, 4);
	for (const length of header.precode) out.write(length, 3);
	for (const { code, length, extra, extraBits } of header.items) {
		out.write(code, length);
		out.write(extra, extraBits);
	}
}
function writeSteps(out, steps, { start, end }, literals, distances) {
	const literalCodes = codesOf(literals);
	const distanceCodes = codesOf(distances);
	for (let at = start; at < end;) {
		const step = steps[at];
		const distance = step >>> 9;
		if (distance === 0) {
			out.write(literalCodes[step], literals[step]);
			at += 1;
			continue;
		}
		const length = step & 511;
		const slot = LENGTH_SLOT[length];
		const symbol = 257 + slot;
		out.write(literalCodes[symbol], literals[symbol]);
		out.write(length - LENGTH_BASE[slot], LENGTH_EXTRA_BITS[slot]);
		const far = distanceSlot(distance);
		out.write(distanceCodes[far], distances[far]);
		out.write(distance - DISTANCE_BASE[far], DISTANCE_EXTRA_BITS[far]);
		at += length;
	}
	out.write(literalCodes[256], literals[256]);
}
// ../../packages/archiver/src/deflate/encode-segment.ts
/** Bytes that are encoded together; their codes rest on nothing that comes after. */
const SEGMENT = 524288;
/** The shortest path is looked for this often, each time with what the one before has cost. */
const PASSES = 3;
const NOTHING = /* @__PURE__ */ new Uint8Array();
/** Encodes one segment after the other; memory in proportion to one. */
var SegmentEncoder = class {
	#finder = new MatchFinder(SEGMENT);
	#steps = new Uint32Array(SEGMENT);
	#remaining = /* @__PURE__ */ new Int32Array(524289);
	/**
	* The deflate blocks (RFC 1951) of a segment, ended at a whole byte. They follow from the
	* given bytes alone.
	* @param bytes what came before the segment, as much as a window of it, and the segment
	* @param start where the segment begins
	* @param last whether the stream ends with it
	*/
	encode(bytes, start, last) {
		const out = new BitWriter();
		const segment = bytes.subarray(start);
		if (segment.length > 0) for (const block of this.#cheapest(bytes, start)) writeBlock(out, segment, this.#steps, block, last && block.end === segment.length);
		if (!last || segment.length === 0) writeStored(out, NOTHING, last);
		return out.finish();
	}
	/** Finds the steps; gives the blocks that they are written in. */
	#cheapest(bytes, start) {
		const segment = bytes.subarray(start);
		const matches = this.#finder.find(bytes, start);
		let blocks = [];
		let priced = [{
			start: 0,
			costs: firstCosts()
		}];
		for (let pass = 0; pass < PASSES; pass += 1) {
			findBestSteps(segment, matches, priced, this.#steps, this.#remaining);
			blocks = splitIntoBlocks(this.#steps, segment.length);
			priced = blocks.map(({ start: from, counts }) => ({
				start: from,
				costs: costsOfCounts(counts)
			}));
		}
		return blocks;
	}
};
export { SegmentEncoder as n, WINDOW as r, SEGMENT as t };
