package io.twofold.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.Head;
import io.twofold.spi.Position;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlsTest {
    private final Controls controls = new Controls(2);

    private static byte[] bytes(String control) {
        return control.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void read_sayWhatStandsThere_untilItIsAnother() {
        byte[] first = bytes("100 7 5 60000 0 server some nonce");
        Controls.Control read = Objects.requireNonNull(controls.read(1, first));
        assertThat(read.head()).isEqualTo(new Head(1, new Position(100, 7), "some nonce"));
        assertThat(read.floor()).isEqualTo(5);
        assertThat(controls.read(1, first.clone())).as("the same bytes").isSameAs(read);
        assertThat(Objects.requireNonNull(controls.read(0, first)).head().shard())
                .as("of another shard")
                .isZero();

        Controls.Control next = Objects.requireNonNull(controls.read(1, bytes("100 8 8 60000 0 server other")));
        assertThat(next.head()).isEqualTo(new Head(1, new Position(100, 8), "other"));
        assertThat(next.floor()).isEqualTo(8);
        assertThat(controls.read(1, first))
                .as("of a server that is behind")
                .usingRecursiveComparison()
                .isEqualTo(read);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "100", "100 7", "x y z", "100 7 5.5 60000 0 server nonce"})
    void read_missingOrAnybodys_saysNothing(String control) {
        Objects.requireNonNull(controls.read(0, bytes("100 7 5 60000 0 server nonce")));
        assertThat(controls.read(0, control == null ? null : bytes(control))).isNull();
        assertThat(controls.read(0, new SeenEntry(Position.NONE, 0, 0, 0, new byte[0])))
                .as("an entry in its place")
                .isNull();
    }
}
