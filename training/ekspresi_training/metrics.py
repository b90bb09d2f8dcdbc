"""Numbers that say how good a classifier is."""
import numpy as np


def softmax(logits):
    """[n, k] logits → probabilities, rows sum to one."""
    shifted = np.exp(logits - logits.max(1, keepdims=True))
    return shifted / shifted.sum(1, keepdims=True)


def confusion(labels, predicted, classes=7):
    """[k, k] counts; rows are the true class."""
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (labels, predicted), 1)
    return counts


def macro_f1(counts):
    """Mean over the classes of F1, from a confusion matrix."""
    hits = np.diag(counts)
    return float(np.mean(2 * hits / np.maximum(counts.sum(0) + counts.sum(1), 1)))


def calibration(probabilities, labels, bins=15):
    """Expected calibration error, and per bin (mean confidence, accuracy, share of the samples)."""
    confidence = probabilities.max(1)
    right = probabilities.argmax(1) == labels
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    table = [(float(confidence[index == b].mean()), float(right[index == b].mean()),
              float((index == b).mean())) for b in range(bins) if (index == b).any()]
    return sum(share * abs(conf - acc) for conf, acc, share in table), table


def fit_temperature(logits, labels):
    """The temperature that minimises the negative log likelihood, by search on a fine grid."""
    rows = np.arange(len(labels))

    def loss(temperature):
        return -np.log(softmax(logits / temperature)[rows, labels] + 1e-12).mean()

    return float(min(np.arange(0.3, 3.0, 0.01), key=loss))


def accuracy_of_surest(probabilities, labels, share=0.8):
    """Accuracy in the `share` of the samples with the highest confidence."""
    order = np.argsort(-probabilities.max(1), kind="stable")[:round(share * len(labels))]
    return float((probabilities[order].argmax(1) == labels[order]).mean())


def valence(probabilities, labels):
    """[n] −1…1: happy minus the strongest of angry, disgust, fear and sad, FaceReader's definition; `labels` names
    the columns of `probabilities` [n, 7]."""
    column = {name: i for i, name in enumerate(labels)}
    bad = probabilities[:, [column[name] for name in ("angry", "disgust", "fear", "sad")]]
    return probabilities[:, column["happy"]] - bad.max(1)
