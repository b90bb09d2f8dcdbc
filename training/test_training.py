#!/usr/bin/env python3
"""Quick tests of the training code: data reading, augmentation, export and its parity. Needs prepare.py's
file for the data tests; run with `python3 test_training.py`."""
import base64
import copy
import json
import os
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from onnx import numpy_helper

import combine
import distil
import train
from ekspresi_training import (MODELS, augment, detection, expression, fer, int8, landmark_data, landmarks, metrics,
                               onnx_export, publish_expression, tfjs_export, training, unlabelled, warm_start)
from ekspresi_training.networks import EXPRESSION_NETWORKS, ExpressionNet, MeanOfNetworks, trained_parameters
from ekspresi_training.onnx_torch import OnnxNetwork
from ekspresi_training.product_runtime import ProductNetwork

torch.set_num_threads(1)


class Fer(unittest.TestCase):
    def test_counts_are_the_official_ones(self):
        counts = np.bincount(fer.load("Training").labels).tolist()
        self.assertEqual(counts, [3995, 436, 4097, 7215, 4830, 3171, 4965])
        self.assertEqual(np.bincount(fer.load("PublicTest").labels).tolist(), [467, 56, 496, 895, 653, 415, 607])

    def test_training_set_has_no_public_image_and_no_blank(self):
        learnt, public = fer.training_set(0.15), fer.load("PublicTest").images
        self.assertFalse(fer.blank(learnt.images).any())
        self.assertFalse(fer.near_copies(learnt.images, public)[0].any())
        np.testing.assert_allclose(learnt.labels.sum(1), 1, atol=1e-5)
        self.assertTrue((learnt.votes.sum(1) <= 10).all())

    def test_labels_without_votes_stay_labels_and_their_votes_stay_empty(self):
        learnt, alone = fer.training_set(0.15), fer.training_set(0)
        unvoted = learnt.votes.sum(1) == 0
        self.assertGreater(int(unvoted.sum()), 100)
        np.testing.assert_allclose(learnt.labels[unvoted], alone.labels[unvoted])
        self.assertGreater(float(np.abs(learnt.labels - alone.labels).max()), 0.1)

    def _split(self, votes):
        n = len(votes)
        return fer.Split(np.zeros((n, 48, 48), np.uint8), np.zeros(n, int), np.array(votes, np.float32),
                         np.zeros(n, bool), np.zeros(n, bool), np.arange(n))

    def test_votes_for_contempt_go_to_nobody(self):
        counted = fer.crowd_votes(self._split([[3, 1, 0, 0, 0, 2, 0, 4, 0, 0]]))
        self.assertEqual(counted.tolist(), [[0, 2, 0, 1, 0, 0, 3]])

    def test_the_majority_is_what_most_see_if_it_is_one_of_the_seven(self):
        split = self._split([[3, 1, 0, 0, 0, 2, 0, 4, 0, 0],  # contempt
                             [0, 0, 0, 0, 5, 0, 0, 0, 5, 0],  # as many do not know
                             [0, 4, 0, 3, 0, 0, 0, 0, 3, 0], [0] * 10])
        self.assertEqual(fer.majority(split).tolist(), [-1, -1, 3, -1])
        self.assertEqual(int((fer.majority(fer.load("PublicTest")) >= 0).sum()), 3372)

    def test_pictures_of_one_photograph_are_in_one_fold_and_one_half(self):
        learnt = fer.training_set(0)
        rows = np.random.default_rng(1).permutation(len(learnt))[:6000]
        folds = fer.folds(learnt.groups)
        small = fer._small(learnt.images[rows])
        first, second = np.nonzero(small @ small.T > fer.NEAR)
        pairs = (first != second) & ~fer.blank(learnt.images[rows])[first]
        self.assertGreater(int(pairs.sum()), 20)
        self.assertEqual(folds[rows][first[pairs]].tolist(), folds[rows][second[pairs]].tolist())
        self.assertEqual(sorted(set(folds.tolist())), [0, 1, 2, 3, 4])
        public = fer.load("PublicTest")
        self.assertGreater(len(public), len(np.unique(public.groups)))
        halves = fer.choosing(public)
        for group in np.unique(public.groups):
            self.assertEqual(len(set(halves[public.groups == group].tolist())), 1)

    def test_groups_follow_a_chain_of_copies(self):
        random = np.random.default_rng(3)
        first, other = random.normal(size=(2, 16, 16)).repeat(3, 1).repeat(3, 2)
        drift = random.normal(size=(16, 16)).repeat(3, 0).repeat(3, 1)
        chain = [first + step * drift for step in (0, 0.2, 0.4)] + [other]
        images = np.stack([np.clip(128 + 25 * picture, 0, 255) for picture in chain]).astype(np.uint8)
        self.assertLess(float(fer._small(images[:1])[0] @ fer._small(images[2:3])[0]), fer.NEAR)
        self.assertEqual(fer.groups_of_copies(images[[3, 0, 2, 1]]).tolist(), [0, 1, 1, 1])

    def test_280_public_images_are_also_in_training(self):
        public = fer.load("PublicTest")
        self.assertEqual(int(public.elsewhere.sum()), 280)
        self.assertTrue(public.near[public.elsewhere].all())

    def test_finds_the_same_photograph_stored_otherwise(self):
        images = fer.load("PublicTest").images[:40]
        changed = np.clip(images[:5] * 0.8 + np.random.default_rng(1).normal(20, 6, (5, 48, 48)), 0, 255)
        first, second = fer.near_copies(changed.astype(np.uint8), images)
        self.assertEqual((first.tolist(), np.flatnonzero(second).tolist()), ([True] * 5, [0, 1, 2, 3, 4]))
        blank = np.full((2, 48, 48), 9, np.uint8)
        self.assertFalse(fer.near_copies(blank, blank)[0].any())

    def test_reads_the_official_csv(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "fer2013.csv"
            path.write_text("emotion,pixels,Usage\n3," + " ".join(["7"] * 2304) + ",Training\n"
                            "6," + " ".join(["9"] * 2304) + ",PublicTest\n")
            images, labels, _ = fer._read_official(path)["Training"]
        self.assertEqual((images.shape, labels.tolist(), int(images[0, 0, 0])), ((1, 48, 48), [3], 7))


class Networks(unittest.TestCase):
    def test_paper_has_the_papers_counts(self):
        network = EXPRESSION_NETWORKS["paper"]()
        moving = network.bn.running_mean.numel() + network.bn.running_var.numel()
        crowd = 52 * 7 + 7
        self.assertEqual((trained_parameters(network), moving), (441_895 + crowd, 128))
        with tempfile.TemporaryDirectory() as folder:
            for parameter in network.parameters():
                torch.nn.init.normal_(parameter)  # equal ones would be written once
            model = onnx_export.write(network, Path(folder) / "model.onnx", (48, 48), ["fer2013", "crowd"])
        self.assertEqual(onnx_export.parameters(model), 442_023 + crowd)
        for output in ("fer2013", "crowd"):
            self.assertEqual(onnx_export.parameters_of(model, output), 442_023)

    def test_edge_is_no_larger_than_the_paper(self):
        """With both outputs, in the file and while it is trained."""
        network = EXPRESSION_NETWORKS["edge"]()
        with tempfile.TemporaryDirectory() as folder:
            for parameter in network.parameters():
                torch.nn.init.normal_(parameter)  # equal ones would be written once
            model = onnx_export.write(network, Path(folder) / "model.onnx", (48, 48), ["fer2013", "crowd"])
        self.assertLessEqual(max(onnx_export.parameters(model), trained_parameters(network)), 442_023)


class Distilling(unittest.TestCase):
    def test_pictures_are_taught_in_batches_in_their_order(self):
        teacher = EXPRESSION_NETWORKS["tiny"]().eval()
        teach = distil.Ensemble([teacher], 1.5, torch.device("cpu"))
        pixels = torch.randint(0, 256, (700, 48, 48), dtype=torch.uint8)
        taught = teach(pixels)
        self.assertEqual(tuple(taught.shape), (700, 2, 7))
        np.testing.assert_allclose(taught[690:], teach(pixels[690:]), atol=1e-3)

    def test_teachers_see_what_the_student_sees(self):
        """A teacher whose outputs tell the deviation of the picture's left half: of the view, not of the plain one."""
        class Teacher(torch.nn.Module):
            def forward(self, x):
                told = x[:, 0, :, :24].std((1, 2)).view(-1, 1) * torch.arange(7)
                return told, -told

        pixels = torch.randint(0, 256, (30, 48, 48), dtype=torch.uint8)
        teach = distil.Ensemble([Teacher()], 1, torch.device("cpu"))
        made = distil.OfViews(teach, 3, strength=1.0, covered=0.5)
        views, taught = made(pixels)
        self.assertEqual((tuple(views.shape), tuple(taught.shape)), ((3, 30, 48, 48), (3, 30, 2, 7)))
        self.assertTrue(torch.equal(views[0], pixels))
        self.assertFalse(torch.equal(views[0], views[1]) or torch.equal(views[1], views[2]))
        for view, told in zip(views, taught):
            np.testing.assert_allclose(told, teach(view), atol=1e-3)

    def test_the_student_is_shown_a_view_with_what_was_said_of_it(self):
        options = train.arguments("").parse_args(["tiny", "--batch", "8", "--mixup", "0"])
        options.taught = options.taught_crowd = 1.0
        seen = []

        class Student(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.bias = torch.nn.Parameter(torch.zeros(7))

            def forward(self, x):
                seen.append(x)
                return self.bias.expand(len(x), 7), self.bias.expand(len(x), 7)

        # View v of every picture has v + 1 bright columns, mirrored or not, and the teachers say class v.
        pixels = torch.zeros(3, 20, 48, 48, dtype=torch.uint8)
        for view in range(3):
            pixels[view, :, :, :8 * (view + 1)] = 200
        taught = torch.eye(7)[:3].view(3, 1, 1, 7).expand(3, 20, 2, 7).half()
        student = Student()
        lesson = expression.Lesson(student, options, expression.Views(pixels, taught), torch.zeros(20, 7),
                                   torch.zeros(20, 7), torch.ones(7))
        lesson.give(torch.arange(8), 0.5)
        views = ((seen[0] > 0).float().mean((1, 2, 3)) * 6).round().long() - 1
        self.assertGreater(len(set(views.tolist())), 1)
        wanted = torch.nn.functional.one_hot(views, 7).float().mean(0)
        np.testing.assert_allclose(student.bias.grad, 1 / 7 - wanted, atol=1e-3)
        lesson.give(torch.arange(8), 1.0)  # at the end of a run pictures are shown as they are
        self.assertTrue(torch.equal((seen[1] > 0).float().mean((1, 2, 3)), torch.full((8,), 1 / 6)))

    def test_a_fold_is_taught_by_the_network_that_has_not_seen_it(self):
        """Teachers that always say their own number; a sixth one teaches everything."""
        def teacher(number):
            network = EXPRESSION_NETWORKS["tiny"]().eval()
            for head in (network.fer2013, network.crowd):
                torch.nn.init.zeros_(head.weight)
                head.bias.data = 50 * torch.nn.functional.one_hot(torch.tensor(number), 7).float()
            return network

        fold = fer.folds(fer.training_set(0).groups)
        size, beyond = len(fold), 3
        rows = torch.cat([torch.from_numpy(np.flatnonzero(fold == i)[:4]) for i in range(5)])
        seen = []

        def remember(ensemble, pixels):
            seen.append(len(pixels))
            said = torch.stack([network.crowd.bias.softmax(0) for network in ensemble.teachers]).mean(0)
            return said.repeat(len(pixels), 2, 1).half()

        with torch.no_grad(), unittest.mock.patch.object(distil.Ensemble, "__call__", remember):
            teachers = [teacher(number) for number in (0, 1, 2, 3, 4, 6)]
            taught = distil.CrossFitted(teachers, 1, torch.device("cpu"))(torch.zeros(size + beyond, 1, dtype=torch.uint8))
        self.assertEqual(sum(seen), size + beyond)
        for i, part in enumerate(taught[rows].split(4)):
            wanted = np.zeros((4, 7))
            wanted[:, [i, 6]] = 0.5
            np.testing.assert_allclose(part[:, 1], wanted, atol=1e-3)
        np.testing.assert_allclose(taught[-beyond:, 1].sum(0), [0.5, 0.5, 0.5, 0.5, 0.5, 0, 0.5], atol=1e-2)

    def test_cross_fitted_teachers_are_others_than_the_same_together(self):
        networks = [EXPRESSION_NETWORKS["tiny"]().eval() for _ in range(5)]
        kinds = (distil.Ensemble, distil.CrossFitted)
        self.assertEqual(len({kind(networks, 1, torch.device("cpu")).signature() for kind in kinds}), 2)

    def test_what_others_taught_is_not_taken(self):
        networks = [EXPRESSION_NETWORKS["tiny"]().eval() for _ in range(2)]
        first, second = (distil.Ensemble([network], 1.5, torch.device("cpu")).signature() for network in networks)
        with tempfile.TemporaryDirectory() as folder, unittest.mock.patch.object(training, "RUNS", Path(folder)):
            run = training.Run("student")
            made = run.kept("taught.pt", first, lambda: torch.ones(2))
            self.assertTrue(torch.equal(training.Run("student").kept("taught.pt", first, self.fail), made))
            with self.assertRaisesRegex(ValueError, "other teachers"):
                run.kept("taught.pt", second, self.fail)


class Training(unittest.TestCase):
    def test_a_step_goes_down_the_gradient_of_what_it_was_given(self):
        options = train.arguments("").parse_args(["tiny", "--batch", "16", "--mixup", "0.3", "--strength", "0.2"])
        options.taught = options.taught_crowd = 0.5
        training.seed(1)
        labels = torch.arange(42) % 7
        pixels = torch.zeros(42, 48, 48, dtype=torch.uint8)
        for picture, label in zip(pixels, labels):
            picture[6 * label:6 * label + 9] = 255  # a bar at a height of its own
        targets = torch.nn.functional.one_hot(labels, 7).float()
        network = EXPRESSION_NETWORKS["tiny"]()
        views = expression.Views(pixels.unsqueeze(0), targets.view(1, 42, 1, 7).expand(1, 42, 2, 7))
        lesson = expression.Lesson(network, options, views, targets, 10 * targets, torch.ones(7))
        optimiser = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9)
        losses = []
        for _ in range(80):
            losses.append(float(lesson.give(torch.randperm(42)[:16], 0.9)))
            optimiser.step()
        self.assertLess(np.mean(losses[-10:]), 0.8 * np.mean(losses[:10]))

    def test_pictures_without_votes_teach_the_crowds_output_nothing(self):
        logits = torch.randn(4, 7, requires_grad=True)
        votes = torch.tensor([[0.0] * 7, [10, 0, 0, 0, 0, 0, 0], [0, 0, 0, 4, 0, 0, 1], [0] * 7])
        expression.cross_entropy_of_votes(logits, votes).backward()
        size = logits.grad.abs().sum(1)
        self.assertEqual((float(size[0]), float(size[3])), (0, 0))
        with torch.no_grad():
            chances = logits.softmax(1)
        np.testing.assert_allclose(logits.grad[2], (0.5 * chances[2] - votes[2] / 10) / 4, atol=1e-6)

    def test_a_run_ends_with_pictures_as_they_are(self):
        strengths = [expression.remaining_strength(progress) for progress in (0, 0.9, 0.95, 0.975, 1)]
        np.testing.assert_allclose(strengths, [1, 1, 1, 0.5, 0], atol=1e-9)
        images = torch.randint(0, 256, (16, 48, 48), dtype=torch.uint8)
        shown = augment.worn(images, 48, covered=0, strength=torch.tensor(0.0)).squeeze(1).byte()
        for given, image in zip(shown, images):
            self.assertTrue(torch.equal(given, image) or torch.equal(given, image.flip(1)))

    def test_a_resumed_run_takes_up_the_random_numbers_where_they_were(self):
        """Those of the GPU too, which here is a stand-in."""
        network = EXPRESSION_NETWORKS["tiny"]()
        average = training.MovingAverage(network, copy.deepcopy(network), 0.9)
        optimiser = torch.optim.SGD(network.parameters(), lr=0.1)
        state, taken = torch.arange(4, dtype=torch.uint8), []
        with tempfile.TemporaryDirectory() as folder, unittest.mock.patch.object(training, "RUNS", Path(folder)), \
                unittest.mock.patch.object(torch.cuda, "get_rng_state_all", lambda: [state]), \
                unittest.mock.patch.object(torch.cuda, "set_rng_state_all", taken.extend):
            training.Run("run").save(1, network, average, optimiser, 0.5)
            expected = torch.rand(3)
            self.assertEqual(training.Run("run").resume(network, average, optimiser), 1)
            self.assertTrue(torch.equal(torch.rand(3), expected))
        self.assertTrue(torch.equal(taken[0], state))

    def test_the_average_follows_the_network(self):
        network = EXPRESSION_NETWORKS["tiny"]()
        average = training.MovingAverage(network, copy.deepcopy(network), 0.9)
        before = network.crowd.bias.detach().clone()
        torch.nn.init.constant_(network.crowd.bias, 3)
        average.update()
        keep = 1 / 11
        np.testing.assert_allclose(average.network.crowd.bias.detach(), keep * before + (1 - keep) * 3, atol=1e-6)


class Combining(unittest.TestCase):
    def test_gives_the_weighted_mean_of_the_logits(self):
        members = [EXPRESSION_NETWORKS[name]().eval() for name in ("tiny", "paper")]
        x = torch.randn(4, 1, 48, 48)
        with torch.no_grad():
            for given, first, second in zip(MeanOfNetworks(members, [0.3, 0.7]).eval()(x), *(m(x) for m in members)):
                np.testing.assert_allclose(given, 0.3 * first + 0.7 * second, atol=1e-5)

    def test_prefers_the_network_that_is_right(self):
        labels = np.arange(70) % 7
        right, wrong = np.eye(7)[labels], np.eye(7)[(labels + 1) % 7]
        self.assertEqual(combine.best_weights([wrong, right], labels).tolist(), [0, 1])


class WarmStart(unittest.TestCase):
    def test_computes_what_the_published_model_does(self):
        pixels = torch.from_numpy(fer.load("PublicTest").images[:64])
        x = augment.standardise(pixels.unsqueeze(1).float())
        for model in ("edge", "swift", "paper", "accurate"):
            with torch.no_grad():
                given = distil.teacher_of(model, torch.device("cpu"))(x)
            for output, wanted in zip(given, OnnxNetwork.read(MODELS / model / "model.onnx")(x)):
                np.testing.assert_allclose(output, wanted, atol=2e-3, err_msg=model)

    def test_refuses_a_model_that_has_more_than_the_network(self):
        network = ExpressionNet(8, [(16, 1, 1), (48, 1, 2), (104, 2, 2)], excite_from=1)
        with self.assertRaisesRegex(KeyError, "another architecture: .*excite"):
            warm_start.take_up(network, "swift", torch.zeros(1, 1, 48, 48))


class Export(unittest.TestCase):
    def _exported(self, network, sides, outputs):
        for module in network.modules():  # statistics other than 0 and 1, so that folding is tested
            if isinstance(module, torch.nn.BatchNorm2d):
                torch.nn.init.uniform_(module.running_mean, -0.5, 0.5)
                torch.nn.init.uniform_(module.running_var, 0.5, 2)
        network.eval()
        x = torch.randn(3, 1, *sides)
        with torch.no_grad():
            wanted = network(x)
        wanted = list(wanted) if isinstance(wanted, tuple) else [wanted]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.onnx"
            model = onnx_export.write(network, path, sides, outputs)
            for given, right in zip(OnnxNetwork.read(path)(x), wanted):
                np.testing.assert_allclose(given, right, atol=2e-5)
            reader = cv2.dnn.readNetFromONNX(str(path))
            reader.setInput(x[:1].numpy())
            np.testing.assert_allclose(reader.forward(outputs[0]), wanted[0][:1], atol=2e-5)
        topology, weights = tfjs_export.Converter(model).convert()
        self.assertEqual(len(weights), 4 * onnx_export.parameters(model))
        return topology

    def test_expression_networks(self):
        for name in ("tiny", "edge", "paper"):
            with self.subTest(name):
                self._exported(EXPRESSION_NETWORKS[name](), (48, 48), ["fer2013", "crowd"])

    def test_landmark_network(self):
        topology = self._exported(landmarks.LandmarkNet(), (64, 64), ["points", "confidence"])
        outputs = topology["modelTopology"]["model_config"]["config"]["output_layers"]
        self.assertEqual([o[0] for o in outputs], ["points", "confidence"])

    def test_detection_network(self):
        """Its maps are channel-last, as tfjs gives them without another step."""
        outputs = ["small", "medium", "large"]
        topology = self._exported(detection.PublishedNet(detection.DetectorNet()), (240, 320), outputs)
        self.assertEqual([o[0] for o in topology["modelTopology"]["model_config"]["config"]["output_layers"]], outputs)

    def test_published_models_say_what_their_golden_data_say(self):
        for path in sorted(MODELS.glob("*/manifest.json")):
            manifest = json.loads(path.read_text())
            with self.subTest(manifest["name"]):
                golden = json.loads((path.parent / "parity.json").read_text())
                height, width = manifest["input"]["height"], manifest["input"]["width"]
                pixels = np.stack([np.frombuffer(base64.b64decode(g["pixels"]), np.uint8) for g in golden])
                x = torch.from_numpy(pixels.reshape(-1, 1, height, width)).float()
                for part in (manifest, manifest["int8"]):
                    self.assertEqual(onnx_export.sha256(path.parent / part["file"]), part["sha256"])
                network = OnnxNetwork.read(path.parent / manifest["file"])
                with ProductNetwork(path.parent / manifest["int8"]["file"]) as rounded:
                    x = augment.standardise(x)
                    for name, exact, given in zip(network.outputs, network(x), rounded(x)):
                        np.testing.assert_allclose(exact.flatten(1), [g[name] for g in golden], atol=1e-4)
                        np.testing.assert_allclose(given.flatten(1), [g["int8"][name] for g in golden], atol=1e-4)


    def test_a_second_output_changes_nothing_of_the_first(self):
        network = EXPRESSION_NETWORKS["tiny"]().eval()
        for parameter in network.parameters():
            torch.nn.init.normal_(parameter)  # equal ones would be written once
        x = torch.randn(5, 1, 48, 48)
        with tempfile.TemporaryDirectory() as folder:
            model = onnx_export.write(network, Path(folder) / "model.onnx", (48, 48), ["fer2013", "crowd"])
        both = OnnxNetwork(model.graph)(x)
        graph = model.graph  # as models of one output were published
        del graph.node[[n.output[0] for n in graph.node].index("crowd")], graph.output[1]
        for weights in [w for w in graph.initializer if w.name.startswith("crowd.")]:
            graph.initializer.remove(weights)
        single = onnx.helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)
        made = OnnxNetwork(publish_expression.with_crowd(single, network.crowd).graph)
        self.assertEqual(made.outputs, ["fer2013", "crowd"])
        for given, wanted in zip(made(x), both):
            self.assertTrue(torch.equal(given, wanted))

    def test_gamma_obeys_the_strength(self):
        torch.manual_seed(1)
        images = torch.linspace(40, 200, 48).round().expand(64, 1, 48, 48)
        changes = [float((augment.degrade(images, strength) - images).abs().mean()) for strength in (0.0, 0.3, 1.0)]
        self.assertEqual(changes[0], 0)
        self.assertLess(changes[1], 0.6 * changes[2])


class InBytes(unittest.TestCase):
    def _forms(self, name):
        """The byte form of an untrained network, its input, and its path."""
        torch.manual_seed(3)
        network = EXPRESSION_NETWORKS[name]().eval()
        for parameter in network.parameters():
            parameter.data.add_(0.05 * torch.randn_like(parameter))  # equal ones would be written once
        x = torch.randn(32, 1, 48, 48)
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        folder = Path(temporary.name)
        model = onnx_export.write(network, folder / "model.onnx", (48, 48), ["fer2013", "crowd"])
        made = int8.quantised(model, x)
        (folder / "bytes.onnx").write_bytes(made.SerializeToString())
        return made, x, folder / "bytes.onnx"

    def test_sees_in_nearly_every_face_what_the_floating_network_sees(self):
        pictures = torch.from_numpy(fer.load("PublicTest").images[:400]).unsqueeze(1).float()
        x = augment.standardise(pictures)
        for name in ("edge", "paper"):
            with self.subTest(name):
                model = onnx.load(str(MODELS / name / "model.onnx"))
                given = OnnxNetwork(model.graph)(x), OnnxNetwork(int8.quantised(model, x).graph)(x)
                for exact, rounded in zip(*given):
                    self.assertGreater(float((exact.argmax(1) == rounded.argmax(1)).float().mean()), 0.97)
                    self.assertGreater(float((exact - rounded).abs().max()), 0)

    def test_ranges_come_from_all_values(self):
        """A single large value, at a place that a sample of them may miss, and quantiles of many."""
        _, x, path = self._forms("tiny")
        graph = onnx.load(str(path.with_name("model.onnx"))).graph
        name = next(node.output[0] for node in graph.node if node.op_type == "Conv")
        network = OnnxNetwork(graph)
        network.outputs = [name]
        values = network(torch.cat([x, x]))[0].flatten().numpy()
        for covered in (1.0, 0.9999, 0.99):
            low, high = int8._ranges(graph, [name], torch.cat([x, x]), covered, 1.0)[name]
            np.testing.assert_allclose([low, high], np.quantile(values, [1 - covered, covered]), rtol=1e-4)

    def test_every_large_convolution_but_the_first_reads_bytes(self):
        made, _, _ = self._forms("edge")
        makers = {node.output[0]: node.op_type for node in made.graph.node}
        convolutions = [node for node in made.graph.node if node.op_type == "Conv"]
        self.assertEqual([c.input[0] for c in convolutions if makers.get(c.input[0]) != "DequantizeLinear"], ["input"])
        self.assertNotIn("AveragePool", makers.values())

    def test_weights_keep_to_seven_bits(self):
        made, _, _ = self._forms("tiny")
        weights = [numpy_helper.to_array(w) for w in made.graph.initializer if w.name.endswith("weight.bytes")]
        self.assertEqual({int(np.abs(w).max()) for w in weights}, {63})

    def test_the_products_runtime_computes_the_same(self):
        made, x, path = self._forms("edge")
        with ProductNetwork(path) as network:
            for given, wanted in zip(network(x), OnnxNetwork(made.graph)(x)):
                np.testing.assert_allclose(given, wanted, atol=0.05)

    def test_says_so_when_the_runtime_ends(self):
        with ProductNetwork("/nowhere/model.onnx") as network, self.assertRaisesRegex(RuntimeError, "has ended"):
            network(torch.zeros(1, 1, 48, 48))


class Landmarks(unittest.TestCase):
    def test_mirroring_twice_changes_nothing(self):
        self.assertEqual(landmark_data.MIRROR[landmark_data.MIRROR].tolist(), list(range(68)))

    def test_points_follow_the_crop(self):
        """A bright dot drawn at a point is where the map says after rotation, scale, stretch and mirror."""
        tile = torch.zeros(1, 160, 160, dtype=torch.uint8)
        tile[0, 68:73, 88:93] = 255  # centre at (90.5, 70.5) of 160
        point = torch.tensor([90.5, 70.5]) / 160
        pixels, matrix, offset = landmarks.crop(tile, torch.tensor([[0.5, 0.45]]), torch.tensor([0.5]),
                                                torch.tensor([0.4]), torch.tensor([1.1]), torch.tensor([-1.0]))
        found = (matrix @ point.view(1, 2, 1)).squeeze() + offset[0]
        where = pixels[0, 0] / pixels.sum()
        places = (torch.arange(64) + 0.5) / 64
        centroid = torch.stack([(where.sum(0) * places).sum(), (where.sum(1) * places).sum()])
        np.testing.assert_allclose(found, centroid, atol=0.006)

    def test_eye_aspect_ratio(self):
        points = np.zeros((1, 68, 2))
        points[0, 36:42] = [[0, 0], [1, 1], [2, 1], [3, 0], [2, -1], [1, -1]]
        points[0, 42:48] = points[0, 36:42]
        np.testing.assert_allclose(landmark_data.eye_aspect_ratio(points), [[2 / 3, 2 / 3]])


class Unlabelled(unittest.TestCase):
    def test_faces_are_framed_once_and_anew_after_their_source(self):
        random = np.random.default_rng(2)
        with tempfile.TemporaryDirectory() as folder, \
                unittest.mock.patch.object(unlabelled, "RUNS", Path(folder)), \
                unittest.mock.patch.object(landmark_data, "RUNS", Path(folder)):
            def prepare(train):
                np.savez(landmark_data.prepared_path(), train=np.array(train),
                         tiles=random.integers(0, 256, (3, 160, 160), dtype=np.uint8),
                         points=random.uniform(0.3, 0.7, (3, 68, 2)).astype(np.float32))

            prepare([True, True, False])
            faces = unlabelled.faces()
            self.assertEqual((faces.shape, unlabelled.faces("val").shape), ((2, 48, 48), (1, 48, 48)))
            with unittest.mock.patch.object(unlabelled, "_framed", self.fail):
                np.testing.assert_array_equal(unlabelled.faces(), faces)
            prepare([True, False, False])
            os.utime(landmark_data.prepared_path(), (2 ** 31, 2 ** 31))
            self.assertEqual(len(unlabelled.faces()), 1)
            self.assertEqual(len(list(Path(folder).iterdir())), 2)

    def test_cut_is_where_it_was_asked_for(self):
        """On a ramp each pixel tells its place; the square reaches over the left edge."""
        for side in (0.2, 0.9):
            ramp = np.tile(np.arange(160, dtype=np.uint8), (160, 1))
            centre = np.array([0.3, 0.5])
            cut = unlabelled._cut(ramp, centre, side)
            places = centre[0] + ((np.arange(48) + 0.5) / 48 - 0.5) * side
            expected = np.clip(places * 160 - 0.5, 0, 159)
            np.testing.assert_allclose(cut, np.tile(expected, (48, 1)), atol=1.0)


class Augmentation(unittest.TestCase):
    def test_batch_is_standardised(self):
        x = augment.expression_batch(torch.randint(0, 256, (8, 48, 48), dtype=torch.uint8), 40)
        self.assertEqual(tuple(x.shape), (8, 1, 40, 40))
        np.testing.assert_allclose(x.mean((1, 2, 3)), 0, atol=1e-4)

    def test_mixed_rows_and_their_targets_belong_together(self):
        images, targets = torch.arange(4.0).view(4, 1, 1, 1), torch.eye(4)
        mixed, told = augment.mix(images, [targets], torch.tensor(0.75))
        self.assertEqual(mixed.flatten().tolist(), [0.75, 0.75, 1.75, 2.75])
        np.testing.assert_allclose(told @ torch.arange(4.0), mixed.flatten())

    def test_coarsening_keeps_size_and_mean(self):
        images = torch.rand(9, 1, 48, 48) * 255
        coarse = augment.coarsened(images)
        np.testing.assert_array_equal(augment.coarsened(images[:2]), coarse[:2])  # in turn, also in a few
        self.assertEqual(coarse.shape, images.shape)
        np.testing.assert_allclose(coarse.mean((1, 2, 3)), images.mean((1, 2, 3)), atol=6)
        self.assertTrue((coarse.std((1, 2, 3)) < 0.6 * images.std((1, 2, 3))).all())

    def test_darkness_does_not_matter(self):
        image = torch.rand(1, 1, 48, 48) * 255
        np.testing.assert_allclose(augment.standardise(image), augment.standardise(image * 0.3 + 5), atol=1e-4)


class Metrics(unittest.TestCase):
    def test_valence_is_happy_minus_the_strongest_of_the_bad(self):
        chances = np.array([[0.1, 0.0, 0.3, 0.2, 0.1, 0.3, 0.0], [0, 0, 0, 1, 0, 0, 0]])
        np.testing.assert_allclose(metrics.valence(chances, fer.LABELS), [-0.1, 1])

    def test_surest_are_those_of_highest_confidence(self):
        chances = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.55, 0.45], [0.7, 0.3]])
        labels = np.array([0, 0, 1, 1, 0])
        self.assertEqual([metrics.accuracy_of_surest(chances, labels, share) for share in (0.8, 1)], [1, 0.8])

    def test_clear_readings_are_as_right_as_asked_for(self):
        random = np.random.default_rng(4)
        confidence = random.uniform(0.5, 1, 4000)
        chances = np.stack([confidence, 1 - confidence], 1)
        answers = np.where(random.uniform(size=4000) < confidence, 0, 1)
        threshold = publish_expression.clear_threshold(chances, answers, 0.85)
        self.assertAlmostEqual(threshold, 0.7, delta=0.03)
        self.assertGreaterEqual((answers[confidence >= threshold] == 0).mean(), 0.85)
        self.assertEqual(publish_expression.clear_threshold(chances, np.full(4000, -1), 0.85), 1)

    def test_perfect_and_useless(self):
        counts = metrics.confusion(np.array([0, 1, 1]), np.array([0, 1, 1]), 2)
        self.assertEqual(metrics.macro_f1(counts), 1)
        ece, _ = metrics.calibration(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([0, 1]))
        self.assertAlmostEqual(ece, 0.5)

    def test_temperature_of_overconfident_logits_is_above_one(self):
        random = np.random.default_rng(0)
        labels = random.integers(0, 3, 4000)
        logits = np.eye(3)[labels] * 2 + random.gumbel(size=(4000, 3))
        right = metrics.fit_temperature(logits, labels)
        self.assertAlmostEqual(metrics.fit_temperature(logits * 3, labels), right * 3, delta=0.05)


if __name__ == "__main__":
    unittest.main()
