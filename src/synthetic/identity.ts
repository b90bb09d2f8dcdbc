import { clamp } from './curves.js';
import { between, createRandom, hashSeed, pick } from './random.js';

type HairStyle = 'bald' | 'short' | 'parted' | 'fringe' | 'long';
type BeardStyle = 'none' | 'stubble' | 'moustache' | 'full';
type GlassesStyle = 'none' | 'thin' | 'thick';

/** What makes one drawn person unlike another; lengths in head units, tones are albedos 0…1. */
export interface FaceIdentity {
  readonly seed: number;
  readonly skinTone: number;
  /** Half width at the cheekbones. */
  readonly faceWidth: number;
  /** 0 pointed … 1 square. */
  readonly jaw: number;
  readonly chinY: number;
  readonly crownY: number;
  readonly hairlineY: number;
  readonly hair: HairStyle;
  readonly hairTone: number;
  readonly eyeSpacing: number;
  readonly eyeSize: number;
  /** How far the outer corner stands above the inner one. */
  readonly eyeTilt: number;
  readonly irisTone: number;
  readonly browY: number;
  readonly browArch: number;
  readonly browThickness: number;
  readonly browTone: number;
  readonly noseLength: number;
  readonly noseWidth: number;
  readonly mouthY: number;
  readonly mouthWidth: number;
  readonly lipFullness: number;
  readonly lipTone: number;
  readonly beard: BeardStyle;
  readonly glasses: GlassesStyle;
  /** 0 smooth … 1 deep folds. */
  readonly age: number;
  /** How strongly the person shows an expression, about 0.8…1.1. */
  readonly expressiveness: number;
  /** Smiles and snarls with the teeth showing. */
  readonly showsTeeth: boolean;
  readonly clothTone: number;
}

/** A plausible person from a seed; the same seed is always the same person. */
export function createIdentity(seed: number): FaceIdentity {
  const random = createRandom(hashSeed(seed, 0x1d));
  const skinTone =
    pick(random, [0.86, 0.82, 0.78, 0.72, 0.66, 0.56, 0.46]) + between(random, -0.02, 0.02);
  const bearded = random() < 0.35;
  const hair = pick<HairStyle>(
    random,
    bearded
      ? ['short', 'short', 'parted', 'bald', 'fringe']
      : ['short', 'parted', 'fringe', 'long', 'long', 'parted'],
  );
  const fair = skinTone > 0.7 && random() < 0.45;
  const hairTone = fair ? between(random, 0.2, 0.42) : between(random, 0.06, 0.14);
  return {
    seed,
    skinTone,
    faceWidth: between(random, 0.96, 1.05),
    jaw: bearded ? between(random, 0.4, 1) : between(random, 0, 0.8),
    chinY: between(random, 1.5, 1.64),
    crownY: between(random, -1.5, -1.36),
    hairlineY: hair === 'fringe' ? between(random, -0.66, -0.56) : between(random, -0.98, -0.8),
    hair,
    hairTone,
    eyeSpacing: between(random, 0.43, 0.475),
    eyeSize: between(random, 0.94, 1.12),
    eyeTilt: between(random, -0.005, 0.035),
    irisTone: fair ? between(random, 0.2, 0.34) : between(random, 0.08, 0.16),
    browY: between(random, -0.33, -0.28),
    browArch: between(random, 0.01, 0.06),
    browThickness: bearded ? between(random, 0.05, 0.068) : between(random, 0.034, 0.056),
    browTone: clamp(hairTone * 0.9, 0.06, 0.3),
    noseLength: between(random, 0.6, 0.7),
    noseWidth: between(random, 0.9, 1.15),
    mouthY: between(random, 0.99, 1.06),
    mouthWidth: between(random, 0.34, 0.4),
    lipFullness: between(random, 0.8, 1.25),
    lipTone: between(random, 0.62, 0.74),
    beard: bearded ? pick<BeardStyle>(random, ['stubble', 'moustache', 'full']) : 'none',
    glasses: random() < 0.22 ? pick<GlassesStyle>(random, ['thin', 'thin', 'thick']) : 'none',
    age: between(random, 0.2, 1),
    expressiveness: between(random, 0.88, 1.08),
    showsTeeth: random() < 0.7,
    clothTone: between(random, 0.16, 0.8),
  };
}
