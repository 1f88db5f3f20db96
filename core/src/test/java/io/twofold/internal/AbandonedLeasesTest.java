package io.twofold.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.spi.Position;
import io.twofold.spi.ReadRequest;
import io.twofold.spi.ReadRequest.Mode;
import io.twofold.spi.RemoteKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AbandonedLeasesTest {
    private final AbandonedLeases abandoned = new AbandonedLeases();

    private static ReadRequest read(Mode mode, String token) {
        return new ReadRequest(new RemoteKey(0, "k", "k"), mode, token, 1_000, Position.NONE);
    }

    private List<String> released() {
        List<String> tokens = new ArrayList<>();
        abandoned.releaseAll(read -> tokens.add(read.token()));
        return tokens;
    }

    @Test
    void leases_areReleasedOnce_andThoseThatOnlyLookedHaveNone() {
        abandoned.add(read(Mode.LOAD, "1"));
        abandoned.add(read(Mode.PEEK, "2"));
        abandoned.add(read(Mode.REPLACE, "3"));
        assertThat(released()).containsExactly("1", "3");
        assertThat(released()).isEmpty();
    }

    @Test
    void leases_moreThanTheLimit_areLeftToRunOut() {
        for (int i = 0; i < AbandonedLeases.LIMIT + 5; i++) {
            abandoned.add(read(Mode.LOAD, Integer.toString(i)));
        }
        assertThat(released()).hasSize(AbandonedLeases.LIMIT).startsWith("5");
    }
}
