-- Events that were never written take no bytes, and stand at the offset of the line behind them, which may be lost as well.
CREATE UNIQUE INDEX "log_gap_file_id_from_offset_to_offset_reason_key" ON "log_gap"("file_id", "from_offset", "to_offset", "reason");
DROP INDEX "log_gap_file_id_from_offset_key";
