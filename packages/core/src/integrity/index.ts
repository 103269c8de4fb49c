export { fromBase64, fromUtf8, toBase64, toHex, utf8 } from './bytes.ts'
export { canonicalize } from './canonical.ts'
export { CompactTree, rootOfHashes } from './merkle/compact-tree.ts'
export { HASH_SIZE, type Hash, type TreeHasher, treeHasher } from './merkle/hasher.ts'
export { proveConsistency, proveInclusion, type ReadHash, readFromLeaves } from './merkle/prove.ts'
export { type KnownLeaf, type LeafRange, rootFromSubset, subtreesWithout } from './merkle/subset.ts'
export {
  type TreeSize,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from './merkle/verify.ts'
export { batchLeaves, batchRoot, eachLine } from './record/batch.ts'
export {
  type BatchLines,
  BLOCK_LINES,
  BlockFinder,
  blockCount,
  type FoundBlocks,
  findBlocks,
  formatBlocks,
  hasBlocks,
} from './record/blocks.ts'
export { formatEntry, type LedgerEntry, parseEntry } from './record/entry.ts'
export type { ExportBatch, ExportDocument, ExportEnd, ExportErasure, ExportHeader } from './record/export.ts'
export {
  batchLeaf,
  formatTombstone,
  looksErased,
  type ParsedLine,
  parseLine,
  type Tombstone,
} from './record/line.ts'
export {
  type ErasureProof,
  openWithPin,
  type ProofDocument,
  type ProofPath,
  type ProofVerdict,
  parseProofDocument,
  proofDocument,
  proofPath,
  verifyProof,
} from './record/proof-document.ts'
export {
  type Checkpoint,
  formatCheckpointText,
  type OpenedCheckpoint,
  openCheckpoint,
  parseCheckpointText,
  signCheckpoint,
} from './tlog/checkpoint.ts'
export { formatEntryBundle, MAX_ENTRY_SIZE, parseEntryBundle } from './tlog/entry-bundle.ts'
export {
  EMPTY_LOG,
  edgeRoot,
  growLog,
  type LogEdge,
  readEdge,
  splitTile,
  type TileFile,
} from './tlog/grow.ts'
export {
  formatNote,
  formatSignature,
  type Note,
  type NoteSignature,
  openNote,
  parseNote,
  type VerifyNote,
} from './tlog/note.ts'
export { keyForOrigin, TENANT_NAME, tenantOrigin, tenantVerifierKey } from './tlog/origin.ts'
export {
  cosignatureTime,
  cosignNote,
  type Sign,
  signNote,
  verifyEd25519,
  verifyNoteSignature,
} from './tlog/signature.ts'
export {
  levelSize,
  parseTilePath,
  TILE_WIDTH,
  type Tile,
  tilePath,
  tilesOfGrowth,
  tileWidth,
} from './tlog/tile-path.ts'
export {
  proveConsistencyFromTiles,
  proveInclusionFromTiles,
  type ReadTile,
  readEntryFromTiles,
  readHashesFromTiles,
  readTile,
} from './tlog/tile-reader.ts'
export {
  deriveVerifierKey,
  formatKeyId,
  formatVerifierKey,
  isKeyName,
  keyId,
  parseVerifierKey,
  SIGNATURE_TYPE,
  type SignatureType,
  type VerifierKey,
  verifierKey,
} from './tlog/verifier-key.ts'
export { verifyExport } from './verify/export.ts'
export type { SegmentChunk, SegmentRef, TenantReader, WalLines } from './verify/reader.ts'
export {
  combinedExitCode,
  type Finding,
  type FindingKind,
  type TenantReport,
  type VerdictCounts,
  type VerifyExitCode,
} from './verify/report.ts'
export { type VerifyOptions, verifyTenant } from './verify/tenant.ts'
