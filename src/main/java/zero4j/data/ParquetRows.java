package zero4j.data;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqStruct;
import dev.hardwood.row.StructAccessor;
import dev.hardwood.schema.SchemaNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import zero4j.GitLfs;
import zero4j.UserError;

/** Rows of Parquet files. Whoever loads it has asked whether the library is there. */
final class ParquetRows {
    private ParquetRows() {}

    static void read(Path file, RawTable table) {
        GitLfs.requireFetched(file);
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file));
                RowReader rows = reader.rowReader()) {
            for (SchemaNode column : reader.getFileSchema().getRootNode().children()) {
                if (!(column instanceof SchemaNode.GroupNode group && group.isStruct())) {
                    table.column(column.name());
                }
            }
            for (long index = 0; rows.hasNext(); index++) {
                rows.next();
                table.row(file, index, 0, entries(rows));
            }
        } catch (UserError e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new UserError("Cannot read " + file + ": " + reason(e) + ". Mend or convert the file.", e);
        }
    }

    private static String reason(Exception e) {
        return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    }

    private static Map<String, Object> entries(StructAccessor row) {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (int i = 0; i < row.getFieldCount(); i++) {
            entries.put(row.getFieldName(i), cell(row.isNull(i) ? null : row.getValue(i)));
        }
        return entries;
    }

    private static Object cell(@Nullable Object value) {
        return switch (value) {
            case null -> RawTable.NOTHING;
            case String text -> text;
            case Number number -> number;
            case Boolean flag -> flag;
            case PqList list -> elements(list);
            case PqStruct struct -> entries(struct);
            default -> new RawTable.Unreadable(value.getClass().getSimpleName());
        };
    }

    private static List<Object> elements(PqList list) {
        return list.values().stream()
                .filter(Objects::nonNull)
                .map(ParquetRows::cell)
                .toList();
    }
}
