"""How the models of ekspresi are made: data, augmentation, networks, training, export."""
from pathlib import Path

TRAINING = Path(__file__).resolve().parents[1]
REPOSITORY = TRAINING.parent
SHARED = REPOSITORY.parent / "shared"
RUNS = TRAINING / "runs"
MODELS = REPOSITORY / "models"
DOCS = REPOSITORY / "docs" / "models"
