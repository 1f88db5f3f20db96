package io.twofold.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The nodes that are there now. */
final class Fleet {
    private final World world;
    private final List<Node> nodes = new ArrayList<>();
    private int started;

    Fleet(World world, int size) {
        this.world = world;
        for (int i = 0; i < size; i++) {
            nodes.add(next());
        }
    }

    private Node next() {
        world.loads().disturbed(world.loop().now());
        Node node = Node.start(world, "n" + ++started);
        node.process().troubledUntil(Math.max(world.loop().now(), world.server().pausedUntil()));
        return node;
    }

    List<Node> nodes() {
        return nodes;
    }

    /** A node that can do something now, or null if none can. */
    @Nullable
    Node ready() {
        Node node = world.chance().oneOf(nodes);
        return node.process().isDead()
                        || node.process().pausedUntil() > world.loop().now()
                ? null
                : node;
    }

    /** Starts new nodes in the places of those that have died. */
    void replaceTheDead() {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).process().isDead()) {
                nodes.set(i, next());
            }
        }
    }

    /** A node beside the others that knows nothing yet. */
    Node auditor() {
        return next();
    }
}
