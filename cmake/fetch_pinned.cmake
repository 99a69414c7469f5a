# cmake -D NAME=imgui -D INTO=DIR -P fetch_pinned.cmake: downloads a pinned release, checks its SHA-256, unpacks it into
# DIR/NAME-VERSION. Used by tools/sources.sh, so that all build directories share one copy.
include(${CMAKE_CURRENT_LIST_DIR}/pins.cmake)
set(tree ${INTO}/${NAME}-${pin_${NAME}_version})
set(archive ${INTO}/${NAME}.archive.part)
file(DOWNLOAD ${pin_${NAME}_url} ${archive} EXPECTED_HASH SHA256=${pin_${NAME}_sha256} TLS_VERIFY ON INACTIVITY_TIMEOUT 30)
file(REMOVE_RECURSE ${tree}.part)
file(ARCHIVE_EXTRACT INPUT ${archive} DESTINATION ${tree}.part)
file(GLOB top LIST_DIRECTORIES true ${tree}.part/*)
file(RENAME ${top} ${tree})
file(REMOVE_RECURSE ${tree}.part ${archive})
