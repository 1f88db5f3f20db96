package io.twofold.testkit;

import io.twofold.spi.CodecException;
import io.twofold.spi.KeyCodec;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The suite, on a codec as a user may write one. */
class KeyCodecConformanceTest extends KeyCodecConformance<KeyCodecConformanceTest.Point> {
    record Point(int x, int y) {}

    private static final class PointCodec implements KeyCodec<Point> {
        private static final Pattern TEXT = Pattern.compile("(-?[0-9]{1,10}),(-?[0-9]{1,10})");

        @Override
        public String encode(Point key) {
            return key.x + "," + key.y;
        }

        @Override
        public Point decode(String text) {
            Matcher matcher = TEXT.matcher(text);
            if (!matcher.matches()) {
                throw new CodecException("not a point");
            }
            try {
                return new Point(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            } catch (NumberFormatException e) {
                throw new CodecException("not a point", e);
            }
        }
    }

    @Override
    protected KeyCodec<Point> codec() {
        return new PointCodec();
    }

    @Override
    protected List<Point> keys() {
        return List.of(new Point(1, 12), new Point(11, 2), new Point(-1, 0), new Point(Integer.MIN_VALUE, 0));
    }
}
