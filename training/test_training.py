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
from ekspresi_training import (MODELS, augment, covers, detection, detection_report, expression, fer, int8, landmark_data,
                               landmarks, metrics, mining, onnx_export, publish_expression, scenes, search, tfjs_export,
                               training, unlabelled, warm_start)
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


def picture(pixels, boxes, name="", source="p1fk"):
    """A picture of the detector's as its labels.csv would describe it."""
    row = {"name": name, "source": source, "person_held": "0", "boxes": ";".join(boxes)}
    return scenes.Picture(row, pixels)


class Scenes(unittest.TestCase):
    """What the detector is trained on."""

    def setUp(self):
        self.random = np.random.default_rng(3)
        self.empty = [picture(np.zeros((240, 320), np.uint8), [], source="neg")]
        self.white = np.full((200, 200), 255, np.uint8)
        self.tight = picture(self.white, ["5 5 190 190 face 0.9 2"], "tight", "mfe")
        dark = np.zeros((200, 200), np.uint8)
        dark[63:117, 73:127] = 255
        self.view = picture(dark, ["80 60 40 60 face 0.9 2"], "view")

    def test_real_pictures_have_no_person_on_both_sides(self):
        sides = [scenes.pictures(split, ("faces",))[0] for split in ("train", "val")]
        people = [{p.name.rsplit("_", 1)[0] for p in side if p.source in ("p1fk", "mfe")} for side in sides]
        self.assertGreater(min(map(len, people)), 50)
        self.assertFalse(people[0] & people[1])

    def test_both_sets_are_read_and_every_first_square_is_a_face(self):
        faces, empty = scenes.pictures("val")
        counts = {source: sum(p.source == source for p in faces) for source in ("p1fk", "mfe", "fmd")}
        self.assertEqual((counts, len(empty)), ({"p1fk": 153, "mfe": 317, "fmd": 224}, 113))
        self.assertTrue(all(p.squares[0][3] == 1 for p in faces))

    def test_every_marked_face_is_to_be_seen(self):
        """Neither shoulders nor other faces hide one, so that nobody learns to see what is not there."""
        made = scenes.Scenes(([self.tight, self.view], self.empty), 200, 4)
        with unittest.mock.patch.object(scenes.covers, "cover"), \
                unittest.mock.patch.object(scenes, "lit", lambda pixels, _random: pixels):
            for pixels, boxes in (made[i] for i in range(len(made))):
                for x, y, side, kind in boxes.numpy():
                    if kind == 1:
                        middle = pixels[0, min(239, int(y + side / 2)), min(319, int(x + side / 2))]
                        self.assertGreater(middle, 240)

    def test_some_of_what_is_pasted_is_no_face(self):
        """The edges of a paste alone tell nothing."""
        made = scenes.Scenes(([self.tight, self.view], self.empty), 1, 4)
        made.empty = [picture(np.full((240, 320), grey, np.uint8), [], source="neg") for grey in (20, 200)]
        drawn = 0
        for i in range(200):
            canvas, boxes = made._pasted(np.random.default_rng(i))
            drawn += not boxes and canvas.std() > 5
        self.assertGreater(drawn, 5)

    def test_a_face_brings_its_surroundings_without_an_edge(self):
        for _ in range(20):
            mask = scenes.soft_surroundings((200, 200), self.view.squares[0], self.random)
            x, y, side, _ = self.view.squares[0]
            self.assertGreater(mask[int(y + side / 2), int(x + side / 2)], 0.99)
            self.assertGreater((mask > 0.5).sum(), 1.2 * side ** 2)
            self.assertLess(max(np.abs(np.diff(mask, axis=axis)).max() for axis in (0, 1)), 0.51)
            self.assertLess(max(mask[0].max(), mask[-1].max(), mask[:, 0].max(), mask[:, -1].max()), 0.51)

    def test_light_varies_and_may_come_from_one_side(self):
        grey = np.full((40, 40), 128, np.uint8)
        means = [scenes.lit(grey, self.random).mean() for _ in range(300)]
        self.assertLess(np.percentile(means, 5), 70)
        self.assertGreater(np.percentile(means, 95), 140)
        sides = [scenes.shaded(grey, self.random) for _ in range(50)]
        self.assertGreater(np.mean([float(s.max()) - float(s.min()) for s in sides]), 30)

    def test_jpeg_leaves_more_the_lower_its_quality(self):
        noise = cv2.GaussianBlur(self.random.integers(0, 256, (64, 64)).astype(np.uint8), (0, 0), 1)
        off = [np.abs(scenes.through_jpeg(noise, quality).astype(int) - noise).mean() for quality in (15, 40, 75)]
        self.assertEqual(off, sorted(off, reverse=True))
        self.assertGreater(off[-1], 0.5)

    def test_a_worn_picture_may_be_dim_coarse_and_blocky_but_keeps_its_size(self):
        still = picture(cv2.GaussianBlur(self.random.integers(0, 256, (240, 320)).astype(np.uint8), (0, 0), 2), [])
        worn = [scenes.degraded(still.pixels, np.random.default_rng(i)) for i in range(100)]
        self.assertEqual({w.shape for w in worn}, {(240, 320)})
        self.assertGreater(sum(w.mean() < 0.5 * still.pixels.mean() for w in worn), 8)

    def test_covers_hide_a_part_of_the_face_and_not_all(self):
        hidden, below, above = [], 0, 0
        for _ in range(300):
            canvas = np.full((200, 200), 250, np.float32)
            covers.cover(canvas, (60, 60, 80), self.random, lambda shape, random: np.zeros(shape, np.uint8))
            changed = np.abs(canvas - 250) > 20
            hidden.append(changed[60:140, 60:140].mean())
            below += changed[120, 100]
            above += changed[66, 100]
        self.assertLess(max(hidden), 0.62)
        self.assertGreater(np.mean(hidden), 0.08)
        self.assertGreater(below, 60)  # mouth: hands, cups, beards
        self.assertGreater(above, 30)  # forehead: hats

    def test_hard_faces_are_taken_more_often(self):
        made = scenes.Scenes(([self.tight, self.view, picture(self.white, ["80 60 40 60 face 0.9 2"], "hard")],
                              self.empty), 1, 4)
        before = np.diff(made.view_shares, prepend=0)
        made.weigh({"hard": 1.0, "view": 0.0})
        np.testing.assert_allclose(before, 0.5)
        np.testing.assert_allclose(np.diff(made.view_shares, prepend=0), (1 / 6, 5 / 6))

    def test_what_looked_like_a_face_comes_up_in_backgrounds(self):
        spotted = np.zeros((240, 320), np.uint8)
        cv2.circle(spotted, (50, 60), 5, 255, -1)
        self.empty[0].pixels = spotted
        made = scenes.Scenes(([self.tight, self.view], self.empty), 1, 4)

        def enlarged():
            return np.mean([made._background(np.random.default_rng(i)).mean() > 1.5 for i in range(200)])

        before = enlarged()
        made.mined = [(0, 44.0, 54.0, 12.0)]
        self.assertGreater(enlarged(), before + 0.15)


class Bright(torch.nn.Module):
    """Takes for a face, as large as a cell, what is brighter than a picture's mean."""

    def forward(self, x):
        maps = []
        for stride in (8, 16, 32):
            score = torch.nn.functional.avg_pool2d(x.float(), stride, ceil_mode=True)
            maps.append(torch.cat([3 * (score - 1), torch.zeros(len(x), 3, *score.shape[2:])], 1))
        return tuple(maps)


class Mining(unittest.TestCase):
    def test_what_the_network_does_not_see_is_hard(self):
        bright, dark = (picture(np.full((100, 100), grey, np.uint8), ["20 20 60 60 face 0.9 2"], str(grey))
                        for grey in (255, 0))
        found = mining.hardness(Bright(), [bright, dark] * 5)
        self.assertEqual(found.keys(), {"255", "0"})
        self.assertLess(found["255"], 0.4)
        self.assertGreater(found["0"], 0.9)

    def test_finds_what_looks_like_a_face_where_it_is(self):
        pixels = np.zeros((150, 200), np.uint8)
        cv2.rectangle(pixels, (150, 100), (165, 115), 255, -1)
        places = mining.lookalikes(Bright(), [picture(np.zeros((150, 200), np.uint8), []), picture(pixels, [])])
        self.assertTrue(places)
        for number, x, y, side in places:
            self.assertEqual(number, 1)
            self.assertLess(np.hypot(x + side / 2 - 158, y + side / 2 - 108), 14)


class Search(unittest.TestCase):
    def test_views_show_every_place_and_the_smallest_face(self):
        places = search.views(854, 480)
        finest = min(shrink for _, _, shrink in places)
        self.assertLessEqual(search.MIN_SIDE * finest, search.MIN_FACE)
        for x, y in ((1, 1), (853, 1), (427, 240), (853, 479)):
            self.assertTrue(any(px <= x <= px + 320 * s and py <= y <= py + 240 * s
                                for px, py, s in places if s == finest))

    def test_finds_in_pixels_of_the_picture_and_once(self):
        pixels = np.zeros((480, 640), np.uint8)
        cv2.rectangle(pixels, (400, 300), (431, 331), 255, -1)
        network = lambda x: [given.permute(0, 2, 3, 1) for given in Bright()(x)]
        found = search.look(network, pixels, search.views(640, 480), 0.5)
        self.assertGreater(len(found), 0)
        self.assertTrue(all(search.area_shared(square, (400, 300, 32)) > 0 for square in found))
        twice = np.array([(10, 10, 40, 0.6), (12, 11, 40, 0.9), (20, 20, 12, 0.7), (70, 10, 40, 0.5)])
        np.testing.assert_allclose(search.one_a_face(twice), twice[[1, 3]])

    def test_asks_about_the_square_that_the_landmark_network_was_trained_with(self):
        """A face is put where the product would cut it: the network is sure there, and not beside it."""
        manifest = json.loads((MODELS / "landmarks" / "manifest.json").read_text())
        faces = [p for p in scenes.pictures("val", ("faces",))[0] if p.source == "p1fk"][:20]
        with ProductNetwork(MODELS / "landmarks" / manifest["int8"]["file"]) as network:
            opinion = search.SecondOpinion(network, manifest)
            squares = [np.array([p.squares[0][:3]]) for p in faces]
            sure = [opinion.twice(p.pixels, s)[0] for p, s in zip(faces, squares)]
            beside = [opinion.once(p.pixels, s + (0.8 * s[0, 2], 0, 0))[0] for p, s in zip(faces, squares)]
        self.assertGreater(np.median(sure), 0.8)
        self.assertLess(np.median(beside), 0.2)


class DetectionTraining(unittest.TestCase):
    def test_recall_is_taken_where_false_faces_are_rare_enough(self):
        points = [{"recall": 0.9, "falsePerPicture": 0.5}, {"recall": 0.8, "falsePerPicture": 0.1},
                  {"recall": 0.7, "falsePerPicture": 0.0}]
        self.assertEqual([detection.recall_at(points, share) for share in (0.5, 0.2, 0.05)], [0.9, 0.8, 0.7])
        self.assertEqual(detection.recall_at(points[:1], 0.1), 0.0)

    def test_begins_with_what_the_published_network_says(self):
        network = detection.DetectorNet()
        shown = augment.standardise(torch.rand(16, 1, 240, 320) * 255)
        warm_start.take_up(detection.PublishedNet(network), "detector", shown)
        published = OnnxNetwork.read(MODELS / "detector" / "model.onnx")
        x = augment.standardise(torch.rand(2, 1, 240, 320) * 255)
        with torch.no_grad():
            for given, right in zip(detection.PublishedNet(network.eval())(x), published(x)):
                np.testing.assert_allclose(given, right, atol=2e-3, rtol=1e-3)


class DetectionReport(unittest.TestCase):
    def setUp(self):
        self.random = np.random.default_rng(2)
        grey = self.random.integers(100, 200, (100, 100)).astype(np.uint8)
        self.faces = [picture(grey, ["20 20 60 60 face 0.9 2", "0 0 20 20 ignore 0.5 1"], f"with_mask/{i}", "fmd")
                      for i in range(4)]
        self.empty = [picture(np.full((240, 320), 90, np.uint8), [], source="neg")]

    def test_faces_are_placed_as_large_as_asked_and_named_by_group(self):
        for shown in detection_report.placed(self.faces, self.empty, 32):
            (x, y, side, kind), = shown.faces
            self.assertAlmostEqual(side, 32, places=4)
            self.assertEqual(shown.groups[:2], ("32 px", "mask"))
            inner = shown.pixels[int(y) + 8:int(y) + 24, int(x) + 8:int(x) + 24]
            self.assertGreater(inner.mean(), 120)
            self.assertEqual(len(shown.aside), 2)

    def test_conditions_change_the_picture_and_not_the_squares(self):
        shown = list(detection_report.placed(self.faces, self.empty, 32))
        texture = lambda shape, random: np.zeros(shape, np.uint8)
        worse = list(detection_report.in_conditions(shown, texture))
        self.assertEqual(len(worse), 5 * len(shown))
        for i, picture in enumerate(worse):
            self.assertEqual(picture.aside, shown[i // 5].aside)
            self.assertGreater(np.abs(picture.pixels.astype(int) - shown[i // 5].pixels).mean(), 0.01)

    def test_counts_faces_found_and_false_ones(self):
        shown = next(detection_report.placed(self.faces, self.empty, 32))
        x, y, side, _ = shown.faces[0]
        squares = np.array([(x + 1, y, side, 0.4), (x + 100, y, side, 0.7), (*shown.aside[1][:3], 0.9)])
        faces, groups, false = detection_report.outcomes([shown], [(squares, np.array([0.8, 0.2, 0.1]))])
        np.testing.assert_allclose(faces[0], [(0.4, 0.8)])
        np.testing.assert_allclose(false, [(0.7, 0.2)])
        self.assertEqual(detection_report.recall(faces, [(0.5, 0.1)]), 0)
        self.assertEqual(detection_report.by_group(faces, groups, [(0.3, 0.7)])[1],
                         {"group": "mask", "faces": 1, "recall": 1.0})

    def test_a_sure_landmark_network_gives_faint_faces_their_chance(self):
        """Of faint squares the faces are told from the rest by the landmark network's confidence alone."""
        faces = [np.array([row]) for row in [(0.7, 0.3)] * 6 + [(0.3, 0.93)] * 4 + [(0.12, 0.5)]]
        false = np.array([(0.5, 0.2)] * 5 + [(0.3, 0.7)] * 5)
        steps, found, wrong = detection_report.fit(faces, false, 0)
        self.assertEqual((round(found, 3), wrong), (round(10 / 11, 3), 0))
        (sure, _), (least, _), (low, needed) = steps
        self.assertTrue(low <= 0.3 < least < sure and needed > 0.7)
        self.assertLess(detection_report.recall(faces, steps[:2]), found)


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
